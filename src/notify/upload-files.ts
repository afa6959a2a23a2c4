import type { WebClient } from '@slack/web-api';
import type { UploadFile } from '../check/poster.ts';
import { fromStatus } from './translate-slack-error.ts';

/** Slack's limit for the alternative text of a file (`alt_txt_too_large`). */
const altTextLimit = 1000;
const uploadTimeoutMs = 60_000;

/** Sends bytes to where Slack wants them, all files at once; nothing is visible until the ids are shared. Answers the ids, in order. */
export async function uploadFiles(
  deps: { readonly client: WebClient; readonly fetch: typeof fetch },
  files: readonly UploadFile[],
): Promise<readonly string[]> {
  return await Promise.all(files.map((file) => uploadFile(deps, file)));
}

async function uploadFile(
  deps: { readonly client: WebClient; readonly fetch: typeof fetch },
  file: UploadFile,
): Promise<string> {
  // Slack calls it alt_txt; the library's types say alt_text, which Slack ignores.
  const request = {
    filename: file.name,
    length: file.bytes.byteLength,
    ...(file.altText === undefined ? {} : { alt_txt: file.altText.slice(0, altTextLimit) }),
  };
  const place = await deps.client.files.getUploadURLExternal(request);
  if (place.upload_url === undefined || place.file_id === undefined) {
    throw new Error("Slack's answer names no place to upload to.");
  }
  const answer = await deps.fetch(place.upload_url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/octet-stream' },
    body: file.bytes as Uint8Array<ArrayBuffer>,
    redirect: 'error',
    signal: AbortSignal.timeout(uploadTimeoutMs),
  });
  await answer.arrayBuffer();
  if (!answer.ok) {
    throw fromStatus(answer.status);
  }
  return place.file_id;
}
