import type { Readable } from 'node:stream';

/** A body is over the cap; reading stopped there. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
  readonly maxBytes: number;

  constructor(maxBytes: number) {
    super(`more than ${maxBytes} bytes`);
    this.maxBytes = maxBytes;
  }
}

/** Reads a body to its end, counting: what Content-Length promises is believed only when it is too much already. */
export async function readWithin(
  body: Readable,
  contentLength: string | undefined,
  maxBytes: number,
): Promise<Uint8Array> {
  if (Number(contentLength) > maxBytes) {
    drop(body);
    throw new BodyTooLargeError(maxBytes);
  }
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    total += chunk.length;
    if (total > maxBytes) {
      throw new BodyTooLargeError(maxBytes); // leaving the loop destroys the body, and with it the connection
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const explanationWaitMs = 2_000;

/** The first line of a body, as far as it comes soon: the status has been said, so nothing may keep it from the reader. */
export async function readStart(body: Readable, maxBytes: number): Promise<string> {
  if (maxBytes === 0) {
    drop(body);
    return '';
  }
  const timer = setTimeout(() => drop(body), explanationWaitMs);
  let start = '';
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      start += Buffer.from(chunk).toString('latin1');
      if (start.includes('\n') || start.length >= maxBytes) {
        break;
      }
    }
  } catch {
    return start.slice(0, maxBytes); // cut short: what came is all there is to quote
  } finally {
    clearTimeout(timer);
  }
  return start.slice(0, maxBytes);
}

/** Destroying a body before its end is an error to undici; no one waits for this one any more. */
function drop(body: Readable): void {
  body.once('error', () => undefined);
  body.destroy();
}
