import { constants, crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { ProfileError } from './profile-error.ts';

const headerBytes = 10;
const trailerBytes = 8;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Inflates exactly one gzip member. Node's own gunzip ignores zeros after the member and reads on into further ones,
 * so header and trailer are checked here and the deflate stream alone is left to zlib.
 * Throws ProfileError when the member is cut, damaged, followed by anything, or larger than `maxOutputBytes`.
 */
export function gunzip(bytes: Uint8Array, maxOutputBytes: number): Uint8Array {
  const member = openMember(bytes, maxOutputBytes);
  try {
    return closeMember(bytes, member, inflateRawSync(member.deflated, member.options));
  } catch (cause) {
    throw explained(cause, member);
  }
}

/**
 * The same into memory of the caller's: `room` is asked once for a place of so many bytes, and what is answered lies at its beginning,
 * or elsewhere where this version of Node cannot write to it.
 */
export function gunzipInto(
  bytes: Uint8Array,
  maxOutputBytes: number,
  room: (length: number) => Uint8Array<ArrayBuffer>,
): Uint8Array {
  const member = openMember(bytes, maxOutputBytes);
  try {
    return closeMember(bytes, member, inflateInto(member, room(member.options.chunkSize)));
  } catch (cause) {
    throw explained(cause, member);
  }
}

/** What Node's streams of zlib are inside, and inflateRawSync works with. The types omit it. */
type Engine = {
  _outBuffer: Uint8Array;
  _chunkSize: number;
  _processChunk(chunk: Uint8Array, flush: number): Uint8Array;
};

/** As inflateRawSync, with a buffer that is there in the place of one that it makes: new memory takes longer to get than to fill. */
function inflateInto({ deflated, options }: Member, room: Uint8Array<ArrayBuffer>): unknown {
  const engine = createInflateRaw({ maxOutputLength: options.maxOutputLength, chunkSize: 64 });
  if (!isEngine(engine)) return inflateRawSync(deflated, options);
  engine._outBuffer = Buffer.from(room.buffer, room.byteOffset, room.length);
  engine._chunkSize = room.length;
  try {
    return { buffer: engine._processChunk(deflated, constants.Z_FINISH), engine };
  } finally {
    // A stream that failed is held until the event loop comes round, and must not hold the memory as well.
    engine._outBuffer = new Uint8Array();
  }
}

function isEngine(stream: object): stream is Engine {
  return '_outBuffer' in stream && '_chunkSize' in stream && '_processChunk' in stream;
}

/** The deflate stream of a member, where it starts, and how it is to be inflated. */
type Member = {
  readonly start: number;
  readonly deflated: Uint8Array;
  readonly options: { readonly maxOutputLength: number; readonly chunkSize: number; readonly info: true };
};

function openMember(bytes: Uint8Array, maxOutputBytes: number): Member {
  const start = readHeader(bytes);
  // One byte more than needed, as zlib goes on to another piece where one is full; 64 is the least that it takes.
  const chunkSize = Math.max(64, Math.min(expectedBytes(bytes, start), maxOutputBytes) + 1);
  // With `info` zlib also hands out its engine, which alone knows where the stream ended. The types omit it.
  const options = { maxOutputLength: maxOutputBytes, chunkSize, info: true } as const;
  return { start, deflated: bytes.subarray(start), options };
}

function closeMember(bytes: Uint8Array, { start }: Member, result: unknown): Uint8Array {
  const { buffer, consumed } = inflated(result);
  const trailer = start + consumed;
  if (bytes.length < trailer + trailerBytes) throw cut(bytes.length, 'in its trailer');
  if (bytes.length > trailer + trailerBytes) {
    throw broken(
      `${bytes.length - trailer - trailerBytes} bytes follow the end of the gzip stream`,
      trailer + trailerBytes,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + trailer, trailerBytes);
  if (view.getUint32(0, true) !== crc32(buffer)) {
    throw broken('the gzip checksum does not match: the profile was damaged on its way', trailer);
  }
  if (view.getUint32(4, true) !== buffer.length % 2 ** 32) {
    throw broken('the gzip length does not match: the profile was damaged on its way', trailer + 4);
  }
  return buffer;
}

/** Offset of the deflate stream. Layout: RFC 1952, section 2.3. */
function readHeader(bytes: Uint8Array): number {
  if (bytes.length < headerBytes) throw cut(bytes.length, 'in its header');
  if (bytes[2] !== 8) throw broken('the gzip stream names a compression method other than deflate', 2);
  const flags = bytes[3] ?? 0;
  if (flags & 0xe0) throw broken('the gzip header sets reserved flags', 3);
  let at = headerBytes;
  if (flags & 4) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
  if (flags & 8) at = afterZero(bytes, at);
  if (flags & 16) at = afterZero(bytes, at);
  if (flags & 2) at += 2;
  if (at > bytes.length) throw cut(bytes.length, 'in its header');
  return at;
}

function afterZero(bytes: Uint8Array, from: number): number {
  const zero = bytes.indexOf(0, from);
  if (zero < 0) throw cut(bytes.length, 'in its header');
  return zero + 1;
}

/** Most that a byte of deflate can inflate to. */
const mostInflation = 1032;

/** What the trailer says, as far as that can be: with room for it zlib need not put many small pieces together. */
function expectedBytes(bytes: Uint8Array, start: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const stated = bytes.length >= start + trailerBytes ? view.getUint32(bytes.length - 4, true) : 0;
  return Math.min(stated, mostInflation * (bytes.length - start));
}

/** What zlib says of a stream, in words of ours. */
function explained(cause: unknown, { start, deflated, options }: Member): unknown {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'Z_BUF_ERROR') return cut(start + deflated.length, 'in its data', cause);
  if (code === 'ERR_BUFFER_TOO_LARGE') {
    return broken(`the profile inflates to more than ${options.maxOutputLength} bytes`, undefined, cause);
  }
  return code === 'Z_DATA_ERROR' ? broken('the gzip data is damaged', undefined, cause) : cause;
}

function inflated(result: unknown): { buffer: Uint8Array; consumed: number } {
  if (typeof result === 'object' && result !== null && 'buffer' in result && 'engine' in result) {
    const { buffer, engine } = result;
    if (
      buffer instanceof Uint8Array &&
      typeof engine === 'object' &&
      engine !== null &&
      'bytesWritten' in engine
    ) {
      return { buffer, consumed: Number(engine.bytesWritten) };
    }
  }
  throw new TypeError('node:zlib answered without its engine: this Node version is not supported');
}

function cut(offset: number, where: string, cause?: unknown): ProfileError {
  return broken(`the gzip stream is cut short ${where}`, offset, cause);
}

function broken(message: string, offset: number | undefined, cause?: unknown): ProfileError {
  return new ProfileError(message, { offset, field: 'gzip', cause });
}
