import { beforeAll, describe, expect, test, vi } from 'vitest';
import { readCaptureOutcome, writeCaptureOutcome } from '../../src/check/capture-outcome.ts';
import type { ProfileRef, ProfileStore } from '../../src/check/profile-store.ts';
import { readCaptures } from '../../src/check/read-captures.ts';
import { type RecordedCheck, readOnlyStore, recordedStore } from './recorded-windows.ts';

vi.setConfig({ testTimeout: 30_000 });

const text = (value: string) => new TextEncoder().encode(value);
const failed = writeCaptureOutcome({
  ok: false,
  code: 'refused',
  message: 'catalog-1 refused the connection.',
  nextStep: 'Check that it is up.',
  tries: 3,
  retryable: false,
  spent: { requests: 3, collections: 0, bytes: 0 },
});

describe('what is read of a check’s stored files', () => {
  let recorded: RecordedCheck;
  beforeAll(async () => {
    const service = await recordedStore('catalog');
    recorded = service.window({
      service: 'catalog',
      replicas: ['catalog-1'],
      start: 0,
      stride: 1,
      captures: 5,
    });
  });

  /** The recording with one answer changed. */
  const changed = (file: ProfileRef['file'], point: number, bytes: Uint8Array | undefined): ProfileStore =>
    readOnlyStore(async (ref) =>
      ref.file === file && ref.point === point ? bytes : recorded.store.get(ref),
    );

  test('every capture in time order, with its exact counters and what it cost', async () => {
    const [replica] = await readCaptures(recorded.store, recorded.plan);
    expect(replica?.cost).toEqual({ requests: 15, collections: 5, bytes: 5_000, pauseMs: undefined });
    expect(replica?.captures).toMatchObject({ target: 'catalog-1', failures: [] });
    expect(replica?.captures.captures.map(({ point }) => point)).toEqual([0, 1, 2, 3, 4]);
    const times = replica?.captures.captures.map(({ atMs }) => atMs) ?? [];
    expect(times).toEqual([...times].sort((a, b) => a - b));
    for (const { memStats, heap, goroutine } of replica?.captures.captures ?? []) {
      expect(memStats.heapAlloc).toBeGreaterThan(1e6);
      expect(heap.stackOf.length).toBeGreaterThan(5);
      expect(goroutine.stackOf.length).toBeGreaterThan(5);
    }
  });

  test('that no collection was forced for any capture of a check that may force none', async () => {
    const plan = { ...recorded.plan, gc: false };
    const [replica] = await readCaptures(recorded.store, plan);
    expect(replica?.captures.captures.map(({ collections }) => collections)).toEqual([0, 0, 0, 0, 0]);
  });

  test.each([
    {
      name: 'nothing was captured',
      file: 'outcome',
      bytes: undefined,
      message: /no worker came to it/,
      next: /doctor/,
    },
    {
      name: 'the outcome is damaged',
      file: 'outcome',
      bytes: text('{"ok":'),
      message: /no worker came to it/,
      next: /doctor/,
    },
    {
      name: 'the target refused',
      file: 'outcome',
      bytes: failed,
      message: /refused the connection/,
      next: /is up/,
    },
    {
      name: 'a profile was swept',
      file: 'heap',
      bytes: undefined,
      message: /gone from the profile directory/,
      next: /LEAKCHECK_PROFILE_MAX/,
    },
    {
      name: 'the text was swept',
      file: 'heap-text',
      bytes: undefined,
      message: /gone from the profile directory/,
      next: /LEAKCHECK_PROFILE_MAX/,
    },
    {
      name: 'a page came instead of a profile',
      file: 'goroutine',
      bytes: text('<html>sign in</html>'),
      message: /no valid profile/,
      next: /net\/http\/pprof/,
    },
    {
      name: 'an empty answer came',
      file: 'heap',
      bytes: text(''),
      message: /no valid profile/,
      next: /net\/http\/pprof/,
    },
    {
      name: 'the text has no counters',
      file: 'heap-text',
      bytes: text('heap profile: 0: 0 [0: 0] @ heap/1048576\n'),
      message: /no valid profile/,
      next: /net\/http\/pprof/,
    },
  ] as const)(
    '$name: a failed capture with its next step, and the others are read',
    async ({ file, bytes, message, next }) => {
      const [replica] = await readCaptures(changed(file, 2, bytes), recorded.plan);
      expect(replica?.captures.captures.map(({ point }) => point)).toEqual([0, 1, 3, 4]);
      expect(replica?.captures.failures).toEqual([
        { point: 2, message: expect.stringMatching(message), nextStep: expect.stringMatching(next) },
      ]);
    },
  );

  test('a profile of another kind in its place is a failed capture', async () => {
    const goroutines = await recorded.store.get({
      check: 'recorded',
      replica: 0,
      point: 2,
      file: 'goroutine',
    });
    const [replica] = await readCaptures(changed('heap', 2, goroutines), recorded.plan);
    expect(replica?.captures.failures[0]?.message).toContain(
      'catalog-1 answered with something that is no valid profile',
    );
  });

  describe('of two forced collections', () => {
    type Second = { readonly moreBytes: number } | 'gone' | 'damaged';

    /** The recording as if these points had a second text, 100 ms after the first. */
    async function twice(seconds: ReadonlyMap<number, Second>): Promise<ProfileStore> {
      return readOnlyStore(async (ref) => {
        const second = seconds.get(ref.point);
        if (second !== undefined && ref.file === 'outcome')
          return outcomeOfTwo(await recorded.store.get(ref));
        if (ref.file !== 'heap-text-again') return recorded.store.get(ref);
        if (second === undefined || second === 'gone') return undefined;
        if (second === 'damaged') return text('# runtime.MemStats');
        return heapText(await recorded.store.get({ ...ref, file: 'heap-text' }), second.moreBytes);
      });
    }

    async function read(seconds: readonly (readonly [number, Second])[]) {
      const [first] = await readCaptures(recorded.store, recorded.plan);
      const [second] = await readCaptures(await twice(new Map(seconds)), recorded.plan);
      const base = first?.captures.captures ?? [];
      return (second?.captures.captures ?? []).map(({ atMs, memStats, collections }, index) => ({
        moreBytes: memStats.heapAlloc - (base[index]?.memStats.heapAlloc ?? 0),
        laterMs: atMs - (base[index]?.atMs ?? 0),
        collections,
      }));
    }

    const lower = { moreBytes: -90_000 };
    const higher = { moreBytes: 90_000 };
    const points = [0, 1, 2, 3, 4];

    test('the lower live heap counts, with its time', async () => {
      const found = await read(points.map((point) => [point, point % 2 === 0 ? lower : higher]));
      const first = { moreBytes: 0, laterMs: 0, collections: 2 };
      const second = { moreBytes: -90_000, laterMs: 100, collections: 2 };
      expect(found).toEqual([second, first, second, first, second]);
    });

    test.each([
      {
        name: 'is missing at the head',
        seconds: [
          [0, lower],
          [1, lower],
          [2, lower],
          [3, lower],
        ],
      },
      { name: 'is there at the base alone', seconds: [[0, lower]] },
      { name: 'was swept', seconds: [...points.slice(1).map((point) => [point, lower]), [0, 'gone']] },
      { name: 'is damaged', seconds: [...points.slice(1).map((point) => [point, lower]), [0, 'damaged']] },
    ] as { name: string; seconds: [number, Second][] }[])(
      'the first counts everywhere where one of the second $name, so that the series stays straight',
      async ({ seconds }) => {
        const found = await read(seconds);
        expect(found.map(({ moreBytes }) => moreBytes)).toEqual([0, 0, 0, 0, 0]);
        expect(found.filter(({ collections }) => collections === 2)).toHaveLength(seconds.length);
      },
    );
  });

  test('a store that fails is no failed capture', async () => {
    const broken = readOnlyStore(async () => {
      throw new Error('disk gone');
    });
    await expect(readCaptures(broken, recorded.plan)).rejects.toThrow('disk gone');
  });
});

function outcomeOfTwo(bytes: Uint8Array | undefined): Uint8Array {
  const outcome = readCaptureOutcome(bytes ?? new Uint8Array());
  if (outcome?.ok !== true) throw new Error('nothing recorded');
  return writeCaptureOutcome({ ...outcome, takenAgainAtMs: outcome.takenAtMs + 100 });
}

/** The text with another live heap. */
function heapText(bytes: Uint8Array | undefined, moreBytes: number): Uint8Array {
  const changed = new TextDecoder()
    .decode(bytes)
    .replace(/^# HeapAlloc = (\d+)$/m, (_, heap) => `# HeapAlloc = ${Number(heap) + moreBytes}`);
  return text(changed);
}
