import { beforeAll, describe, expect, test, vi } from 'vitest';
import { writeCaptureOutcome } from '../../src/check/capture-outcome.ts';
import { diagnoseStored } from '../../src/check/diagnose-check.ts';
import type { ProfileRef, ProfileStore } from '../../src/check/profile-store.ts';
import { createReadAhead, type ReadAhead } from '../../src/check/read-ahead.ts';
import { type RecordedCheck, readOnlyStore, recordedStore } from './recorded-windows.ts';

vi.setConfig({ testTimeout: 30_000 });

const notYet = writeCaptureOutcome({
  ok: false,
  code: 'timeout',
  message: 'payments-1 did not answer.',
  nextStep: 'Ask again.',
  tries: 1,
  retryable: true,
  spent: { requests: 1, collections: 0, bytes: 0 },
});

const still = () => 0;

describe('what is read before the last capture', () => {
  let recorded: RecordedCheck;
  beforeAll(async () => {
    const service = await recordedStore('payments');
    const replicas = service.replicas.slice(0, 2);
    recorded = service.window({ service: 'payments', replicas, start: 0, stride: 3, captures: 5 });
  });

  const report = async (store: ProfileStore, ahead: ReadAhead) => {
    const service = { modulePrefixes: [], libraries: [], memoryLimitBytes: undefined };
    const before = ahead.take(recorded.plan.check);
    return (await diagnoseStored(store, recorded.plan, { service, earlierChecks: [], before })).report;
  };
  /** The recording, and which points were read of it. */
  const watched = (answer: (ref: ProfileRef) => Promise<Uint8Array | undefined> = recorded.store.get) => {
    const points: number[] = [];
    const store = readOnlyStore((ref) => {
      if (ref.file === 'outcome') points.push(ref.point);
      return answer(ref);
    });
    return { store, points };
  };

  test('gives the same report, of which only the last captures were read then', async () => {
    const plain = await report(recorded.store, createReadAhead(still));
    expect(plain.findings.length).toBeGreaterThan(1);
    const ahead = createReadAhead(still);
    await ahead.read(recorded.store, recorded.plan);
    const { store, points } = watched();
    expect(await report(store, ahead)).toEqual(plain);
    expect(points).toEqual([4, 4]);
  });

  test('a capture that failed so far is read again', async () => {
    const ahead = createReadAhead(still);
    const early = watched(async (ref) =>
      ref.file === 'outcome' && ref.point === 3 && ref.replica === 0 ? notYet : recorded.store.get(ref),
    );
    await ahead.read(early.store, recorded.plan);
    const { store, points } = watched();
    expect(await report(store, ahead)).toEqual(await report(recorded.store, createReadAhead(still)));
    expect(points).toEqual([3, 4, 4]);
  });

  test('ends where memory does, and the rest is read with the last capture', async () => {
    const ahead = createReadAhead(still, { bytes: 200_000, ms: 1 });
    await ahead.read(recorded.store, recorded.plan);
    const { store, points } = watched();
    expect(await report(store, ahead)).toEqual(await report(recorded.store, createReadAhead(still)));
    expect(points.length).toBeGreaterThan(2);
    expect(points.length).toBeLessThan(10);
  });

  test('ends when its time is over', async () => {
    let nowMs = 0;
    const ahead = createReadAhead(() => nowMs++, { bytes: 1e9, ms: 3 });
    await ahead.read(recorded.store, recorded.plan);
    const { store, points } = watched();
    await report(store, ahead);
    expect(points).toEqual([3, 4, 0, 1, 2, 3, 4]);
  });

  test('knows the records of the base’s heap text until the check is analysed', async () => {
    const ahead = createReadAhead(still);
    await ahead.read(recorded.store, recorded.plan);
    const text = (point: number): ProfileRef => ({ check: 'recorded', replica: 1, point, file: 'heap-text' });
    expect(ahead.recordsOf(text(0))?.length).toBeGreaterThan(10);
    for (const other of [text(1), text(4), { ...text(0), check: 'other' }, { ...text(0), replica: 2 }]) {
      expect(ahead.recordsOf(other)).toBeUndefined();
    }
    ahead.take('recorded');
    expect(ahead.recordsOf(text(0))).toBeUndefined();
  });

  test('is handed over once', async () => {
    const ahead = createReadAhead(still);
    await ahead.read(recorded.store, recorded.plan);
    expect(ahead.take(recorded.plan.check)).toBeDefined();
    expect(ahead.take(recorded.plan.check)).toBeUndefined();
  });

  test('of more checks than memory holds, the last are kept', async () => {
    const one = createReadAhead(still);
    const { store, bytes } = counted(recorded.store);
    await one.read(store, recorded.plan);
    const ahead = createReadAhead(still, { bytes: 2.5 * bytes(), ms: 1 });
    for (const check of ['first', 'second', 'third']) {
      await ahead.read(recorded.store, { ...recorded.plan, check });
    }
    const kept = ['first', 'second', 'third'].filter((check) => ahead.take(check) !== undefined);
    expect(kept).toEqual(['second', 'third']);
  });

  test('a store that fails is told', async () => {
    const broken = readOnlyStore(async () => {
      throw new Error('disk gone');
    });
    await expect(createReadAhead(still).read(broken, recorded.plan)).rejects.toThrow('disk gone');
  });
});

/** Bytes of what is kept of the files: light captures' heap texts are not. */
function counted(store: ProfileStore) {
  let sum = 0;
  const counting = readOnlyStore(async (ref) => {
    const bytes = await store.get(ref);
    if (ref.file !== 'heap-text' || ref.point === 0) sum += bytes?.byteLength ?? 0;
    return bytes;
  });
  return { store: counting, bytes: () => sum };
}
