import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { inflate, inflatedHead } from '../../src/capture/inflate.ts';

const { signal } = new AbortController();
const limits = { maxBytes: 1024 * 1024, signal };

describe.each([
  ['a small body', Buffer.from('profile '.repeat(200))],
  ['a body of many chunks', randomBytes(600_000)],
  ['a body that is small until it is inflated', Buffer.alloc(900_000, 'a')],
])('%s', (_, body) => {
  const gzip = gzipSync(body);

  test('is inflated whole, and its beginning told', async () => {
    expect(Buffer.compare(await inflate(gzip, limits), body)).toBe(0);
    expect(Buffer.from(await inflatedHead(gzip, limits))).toEqual(body.subarray(0, 1024));
  });

  test.each([
    ['that is cut', gzip.subarray(0, -12), 'truncated'],
    ['that is damaged', flipped(gzip, gzip.length - 6), 'damaged'],
    ['with zeros behind it', Buffer.concat([gzip, Buffer.alloc(3)]), 'trailing'],
    ['with another gzip behind it that is cut', Buffer.concat([gzip, gzip.subarray(0, 20)]), 'truncated'],
  ])('%s is refused', async (_what, bytes, problem) => {
    await expect(inflate(bytes, limits)).rejects.toMatchObject({ problem });
    await expect(inflatedHead(bytes, limits)).rejects.toMatchObject({ problem });
  });

  test('is refused above the limit', async () => {
    const tight = { maxBytes: body.length - 1, signal };
    await expect(inflate(gzip, tight)).rejects.toMatchObject({ problem: 'too-large' });
    await expect(inflatedHead(gzip, tight)).rejects.toMatchObject({ problem: 'too-large' });
    expect(await inflate(gzip, { maxBytes: body.length, signal })).toHaveLength(body.length);
  });
});

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ 0xff : byte));
}
