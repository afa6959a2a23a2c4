import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { oneWriteATurn } from '../../src/redis/one-write-a-turn.ts';

function noting() {
  const written: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk: string, _encoding, done) => {
      written.push(chunk);
      done();
    },
    writev: (chunks, done) => {
      written.push(chunks.map(({ chunk }) => chunk).join('|'));
      done();
    },
  });
  oneWriteATurn(stream);
  return { stream, written };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('what is written in one turn of the event loop leaves at its end, together and in order', async () => {
  const { stream, written } = noting();
  stream.write('a');
  await Promise.resolve();
  stream.write('b');
  expect(written).toEqual([]);
  await turn();
  expect(written).toEqual(['a|b']);
  stream.write('c');
  await turn();
  expect(written).toEqual(['a|b', 'c']);
});

test('what is written before the end leaves before the end', async () => {
  const { stream, written } = noting();
  stream.write('a');
  stream.end('b');
  await turn();
  expect(written.join('|')).toBe('a|b');
  expect(stream.writableFinished).toBe(true);
});

test('a write is answered as ever, and a callback called', async () => {
  const { stream } = noting();
  const done = await new Promise<unknown>((resolve) => {
    expect(stream.write('a', resolve)).toBe(true);
  });
  expect(done ?? undefined).toBeUndefined();
});
