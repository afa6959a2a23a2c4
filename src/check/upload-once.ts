import type { PostOnceDeps } from './post-once.ts';
import { PostError, type PostTarget, type UploadFile } from './poster.ts';

/** Files shown as one message of a check. */
export type OnceUpload = {
  readonly check: string;
  readonly key: string;
  readonly to: PostTarget;
  readonly files: readonly UploadFile[];
  readonly comment: string | undefined;
};

/**
 * Shares files that must not appear twice however often this is called. Sending bytes shows nothing, so the ids are
 * recorded before the sharing, and a try whose answer was lost shares the same ids again. Throws a PostError.
 */
export async function uploadOnce(deps: PostOnceDeps, upload: OnceUpload): Promise<void> {
  const { check, key, files } = upload;
  const record = await deps.postLog.get(check, key);
  if (record?.state === 'posted' || files.length === 0) {
    return;
  }
  const sent = usableIds(record, files);
  const ids = sent ?? (await sendBytes(deps, upload));
  await share(deps, upload, { ids, again: sent !== undefined });
  // Sharing answers no ts: the first file's id stands for it.
  await deps.postLog.set(check, key, { state: 'posted', ts: ids[0] ?? '' });
}

function usableIds(
  record: { readonly fileIds: readonly string[] } | undefined,
  files: readonly UploadFile[],
): readonly string[] | undefined {
  return record !== undefined && record.fileIds.length === files.length ? record.fileIds : undefined;
}

async function sendBytes(deps: PostOnceDeps, upload: OnceUpload): Promise<readonly string[]> {
  const fileIds = await deps.poster.upload(upload.files);
  await deps.postLog.set(upload.check, upload.key, { state: 'attempted', atMs: deps.clock(), fileIds });
  return fileIds;
}

async function share(
  deps: PostOnceDeps,
  upload: OnceUpload,
  sent: { readonly ids: readonly string[]; readonly again: boolean },
): Promise<void> {
  const files = upload.files.flatMap(({ title }, index) => {
    const id = sent.ids[index];
    return id === undefined ? [] : [{ id, title }];
  });
  try {
    await deps.poster.share({ to: upload.to, files, comment: upload.comment });
  } catch (error) {
    if (sent.again && isAlreadyShared(error)) {
      return;
    }
    // What Slack refuses once it refuses again with the same ids: the next try sends the bytes anew.
    if (error instanceof PostError && error.kind === 'refused') {
      await deps.postLog.clear(upload.check, upload.key);
    }
    throw error;
  }
}

/** Once shared, an id is no longer an upload that waits to be: the earlier try succeeded and only its answer was lost. */
function isAlreadyShared(error: unknown): boolean {
  return error instanceof PostError && error.code === 'file_not_found';
}
