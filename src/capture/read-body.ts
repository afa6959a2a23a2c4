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

export type BodyCaps = {
  /** Read from the socket at most. */
  readonly maxServedBytes: number;
  /** Held in memory at most. */
  readonly maxKeptBytes: number;
  /** Leaves out what nobody needs while the body arrives; everything is kept unless given. */
  readonly thin?: ((chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>) | undefined;
};

/** Reads a body to its end, counting: what Content-Length promises is believed only when it is too much already. */
export async function readWithin(
  body: Readable,
  contentLength: string | undefined,
  { maxServedBytes, maxKeptBytes, thin }: BodyCaps,
): Promise<Uint8Array> {
  if (Number(contentLength) > maxServedBytes) {
    drop(body);
    throw new BodyTooLargeError(maxServedBytes);
  }
  const served = counted(body, maxServedBytes);
  const chunks: Uint8Array[] = [];
  for await (const chunk of counted(thin?.(served) ?? served, maxKeptBytes)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* counted(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const chunk of chunks) {
    total += chunk.length;
    if (total > maxBytes) {
      throw new BodyTooLargeError(maxBytes); // leaving the loop destroys the body, and with it the connection
    }
    yield chunk;
  }
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
