import { constants, createGunzip, gunzipSync } from 'node:zlib';

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
/** What is so small is inflated sooner than a stream for it is set up: most profiles of most services. */
const small = { servedBytes: 32 * 1024, inflatedBytes: chunkSize } as const;
const headBytes = 1024;

/** Inflates and returns the bytes. Throws an InflateError, or the signal's reason. */
export async function inflate(gzip: Uint8Array, limits: InflateLimits): Promise<Uint8Array> {
  const atOnce = inflatedAtOnce(gzip, limits);
  if (atOnce !== undefined) return atOnce;
  const chunks: Uint8Array[] = [];
  for await (const chunk of inflatedChunks(gzip, limits)) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Inflates only to see whether it can be, in the memory of one chunk; returns the first bytes. Throws as inflate does. */
export async function inflatedHead(gzip: Uint8Array, limits: InflateLimits): Promise<Uint8Array> {
  const atOnce = inflatedAtOnce(gzip, limits);
  if (atOnce !== undefined) return atOnce.subarray(0, headBytes);
  let head: Uint8Array | undefined;
  for await (const chunk of inflatedChunks(gzip, limits)) {
    head ??= Uint8Array.from(chunk.subarray(0, headBytes));
  }
  return head ?? new Uint8Array();
}

/** Undefined for what is not small, and for what cannot be inflated or has more behind it: reading it by chunks tells why. */
function inflatedAtOnce(gzip: Uint8Array, { maxBytes }: InflateLimits): Uint8Array | undefined {
  if (gzip.length > small.servedBytes) return undefined;
  const maxOutputLength = Math.min(maxBytes, small.inflatedBytes);
  let result: unknown;
  try {
    // With `info` zlib also hands out its engine, which alone knows where the stream ended. The types omit it.
    const options = { chunkSize: 64 * 1024, maxOutputLength, info: true };
    result = gunzipSync(gzip, options);
  } catch (error) {
    if (isInflateFault(error)) return undefined;
    throw error;
  }
  const { buffer, engine } = result as { buffer: Buffer; engine: { bytesWritten: number } };
  return engine.bytesWritten === gzip.length ? buffer : undefined;
}

function isInflateFault(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_BUFFER_TOO_LARGE' || asInflateError(error) instanceof InflateError;
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
