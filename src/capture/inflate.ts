import { constants, createGunzip } from 'node:zlib';

/** `too-large`: over the cap. `truncated`: ends too early. `damaged`: not gzip, or wrong inside. `trailing`: more follows the gzip. */
export type InflateProblem = 'too-large' | 'truncated' | 'damaged' | 'trailing';

/** A gzip that cannot be used. Says nothing of its bytes. */
export class InflateError extends Error {
  override readonly name = 'InflateError';
  readonly problem: InflateProblem;

  constructor(problem: InflateProblem) {
    super(`gzip: ${problem}`);
    this.problem = problem;
  }
}

export type InflateLimits = { readonly maxBytes: number; readonly signal: AbortSignal };

const chunkSize = 256 * 1024;

/** Inflates and returns the bytes. Throws an InflateError, or the signal's reason. */
export async function inflate(gzip: Uint8Array, limits: InflateLimits): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of inflatedChunks(gzip, limits)) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Inflates only to see whether it can be, in the memory of one chunk; returns the first bytes. Throws as inflate does. */
export async function inflatedHead(gzip: Uint8Array, limits: InflateLimits): Promise<Uint8Array> {
  let head: Uint8Array | undefined;
  for await (const chunk of inflatedChunks(gzip, limits)) {
    head ??= Uint8Array.from(chunk.subarray(0, 1024));
  }
  return head ?? new Uint8Array();
}

async function* inflatedChunks(gzip: Uint8Array, limits: InflateLimits): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize });
  let total = 0;
  gunzip.end(gzip);
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      limits.signal.throwIfAborted();
      total += chunk.length;
      if (total > limits.maxBytes) {
        throw new InflateError('too-large');
      }
      yield chunk;
    }
  } catch (error) {
    throw asInflateError(error);
  } finally {
    gunzip.destroy();
  }
  // zlib passes over zeros behind the last member in silence.
  if (gunzip.bytesWritten < gzip.length) {
    throw new InflateError('trailing');
  }
}

function asInflateError(error: unknown): unknown {
  const errno = error instanceof Error && 'errno' in error ? error.errno : undefined;
  if (errno === constants.Z_BUF_ERROR) {
    return new InflateError('truncated');
  }
  return errno === constants.Z_DATA_ERROR || errno === constants.Z_NEED_DICT
    ? new InflateError('damaged')
    : error;
}
