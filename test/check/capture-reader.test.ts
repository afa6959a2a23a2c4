import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { createMemoryProfileStore } from '../../lab/memory-profile-store.ts';
import { type CaptureReader, captureReader } from '../../src/check/capture-reader.ts';
import type { CaptureFile, ProfileRef } from '../../src/check/profile-store.ts';
import { readHeapText } from '../../src/profile/read-heap-text.ts';

const signal = new AbortController().signal;
const ref = (point: number, file: CaptureFile): ProfileRef => ({
  check: 'c-reader',
  replica: 0,
  point,
  file,
});
const base = ref(0, 'heap-text');
const head = ref(4, 'heap-text');

let store: ReturnType<typeof createMemoryProfileStore>;
let reader: CaptureReader;

beforeEach(async () => {
  store = createMemoryProfileStore();
  reader = captureReader(store);
  for (const [at, name] of [
    [base, 'heap-base.txt'],
    [head, 'heap-head.txt'],
    [ref(4, 'goroutine'), 'goroutine-head.pb.gz'],
  ] as const) {
    await store.put(at, await readFile(`test/fixtures/profiles/${name}`));
  }
});

describe('captureReader', () => {
  test('counts the goroutines of a stored profile', async () => {
    expect(await reader.goroutines(ref(4, 'goroutine'), signal)).toBeGreaterThan(0);
  });

  test('names the counters above what grows, each once, and none where nothing grows', async () => {
    const pcs = await reader.growingPcs([base, head], signal);
    expect(pcs.length).toBeGreaterThan(0);
    expect(new Set(pcs).size).toBe(pcs.length);
    expect(await reader.growingPcs([head, head], signal)).toEqual([]);
  });

  test('takes the records of a text that has been read before as they are', async () => {
    const wanted: ProfileRef[] = [];
    const { records } = readHeapText(await readFile('test/fixtures/profiles/heap-base.txt'));
    const knowing = captureReader(store, (text) => {
      wanted.push(text);
      return text.point === base.point ? records : undefined;
    });
    const pcs = await reader.growingPcs([base, head], signal);
    await store.put(base, Buffer.from('<html>'));
    expect(await knowing.growingPcs([base, head], signal)).toEqual(pcs);
    expect(wanted).toEqual([base, head]);
  });

  test.each([
    ['is gone', undefined],
    ['is damaged', Buffer.from('<html>')],
  ])('knows nothing of what %s', async (_, bytes) => {
    const damaged = ref(3, 'heap-text');
    const profile = ref(3, 'goroutine');
    if (bytes !== undefined) await Promise.all([damaged, profile].map((each) => store.put(each, bytes)));
    expect(await reader.goroutines(profile, signal)).toBeUndefined();
    expect(await reader.growingPcs([damaged, head], signal)).toEqual([]);
    expect(await reader.growingPcs([base, damaged], signal)).toEqual([]);
  });
});
