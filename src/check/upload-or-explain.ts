import type { Logger } from './logger.ts';
import type { PostOnceDeps } from './post-once.ts';
import { PostError } from './poster.ts';
import { type OnceUpload, uploadOnce } from './upload-once.ts';

/** From the first failure on; the job's own waits make it about a quarter of a minute. */
const patienceMs = 10_000;

/**
 * Shares files once. Those that Slack refuses, or goes on failing to take, do not hold back the rest of the thread: answers
 * why they are missing, in words for the thread, and undefined when they are there. Throws a PostError while trying again
 * is worth the wait.
 */
export async function uploadOrExplain(
  deps: PostOnceDeps & { readonly logger: Logger },
  upload: OnceUpload,
): Promise<string | undefined> {
  try {
    await uploadOnce(deps, upload);
    return undefined;
  } catch (error) {
    if (!(error instanceof PostError) || !(await isHopeless(deps, upload, error))) {
      throw error;
    }
    const { check, files } = upload;
    deps.logger.warn({ err: error, check, files: files.length }, 'files left out of a report');
    return error.kind === 'refused'
      ? `Slack refused the upload (${error.code ?? 'no reason given'}).`
      : `Slack failed to take the upload (${error.message.replace(/\.$/, '')}), several times.`;
  }
}

/** A Slack that asks to wait, or is out of reach for messages as well, is waited for. */
async function isHopeless(
  { postLog, clock }: PostOnceDeps,
  { check, key }: OnceUpload,
  { kind }: PostError,
): Promise<boolean> {
  if (kind !== 'lost') {
    return kind === 'refused';
  }
  const failing = `${key}-failing`;
  const since = await postLog.get(check, failing);
  if (since?.state === 'attempted') {
    return clock() - since.atMs >= patienceMs;
  }
  await postLog.set(check, failing, { state: 'attempted', atMs: clock(), fileIds: [] });
  return false;
}
