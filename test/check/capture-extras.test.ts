import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { createMemoryProfileStore } from '../../lab/memory-profile-store.ts';
import { captureExtras } from '../../src/check/capture-extras.ts';
import type { CaptureReader } from '../../src/check/capture-reader.ts';
import type { PlannedPoint } from '../../src/check/plan.ts';
import type { CaptureFile } from '../../src/check/profile-store.ts';
import { TargetError } from '../../src/check/target-error.ts';
import { writeProfile } from '../../src/profile/write-profile.ts';
import { goroutinesOf } from '../leak/synthetic-replica.ts';

const fixture = (name: string) => readFile(`test/fixtures/profiles/${name}`);
const check = 'c-extras';
const target = { name: 'payments-1', url: 'http://p/debug/pprof/', headers: {}, tlsCa: undefined };

let store: ReturnType<typeof createMemoryProfileStore>;
let asked: string[];

beforeEach(async () => {
  store = createMemoryProfileStore();
  asked = [];
  const put = async (point: number, file: CaptureFile, name: string) =>
    store.put({ check, replica: 0, point, file }, await fixture(name));
  await put(0, 'heap-text', 'heap-base.txt');
  await put(0, 'goroutine', 'goroutine-base.pb.gz');
  await put(4, 'heap-text', 'heap-head.txt');
  await put(4, 'goroutine', 'goroutine-head.pb.gz');
});

async function capture(
  role: PlannedPoint['role'],
  answer: (endpoint: string, signal: AbortSignal) => Promise<Uint8Array>,
  {
    signal = new AbortController().signal,
    gc = true,
    reader,
    leftMs = 60_000,
  }: { signal?: AbortSignal; gc?: boolean; reader?: CaptureReader; leftMs?: number } = {},
) {
  const point = { index: role === 'base' ? 0 : 4, role, dueAtMs: 0, notAfterMs: leftMs };
  const deps = {
    store,
    reader,
    clock: () => 0,
    resolveTarget: () => target,
    targets: {
      fetch: async (request: { endpoint: string; signal: AbortSignal }) => {
        asked.push(request.endpoint);
        return { bytes: await answer(request.endpoint, request.signal), answeredAtMs: 0 };
      },
    },
  };
  const plan = { check, service: 'payments', replicas: [{ name: 'payments-1' }], gc };
  const goroutine = (await kept(point.index, 'goroutine')) ?? new Uint8Array();
  const of = { plan, point, replica: 0, signal, isCancelled: () => false };
  return captureExtras(deps, of, { target, goroutine });
}

const echo = async (endpoint: string) => Buffer.from(endpoint);
const notOffered = async (): Promise<never> => {
  throw new TargetError({
    code: 'not-found',
    target: 'payments-1',
    message: 'no such page',
    nextStep: 'none',
  });
};
/** More than is counted in the thread that captures. */
const large = Buffer.alloc(64 * 1024 + 1);
const keepLarge = (point: number) => store.put({ check, replica: 0, point, file: 'goroutine' }, large);
const kept = (point: number, file: CaptureFile) => store.get({ check, replica: 0, point, file });

describe('captureExtras', () => {
  test.each(['base', 'light'] as const)('asks at %s for nothing but the list of goroutines', async (role) => {
    await capture(role, echo);
    expect(asked).toEqual(['goroutine?debug=2']);
  });

  test('keeps what it is told', async () => {
    await capture('base', echo);
    expect(await kept(0, 'goroutine-text')).toEqual(Buffer.from('goroutine?debug=2'));
  });

  test('asks at head for goroutines, proved leaks, and the names of what grows', async () => {
    await capture('head', echo);
    expect(asked.slice(0, 2)).toEqual(['goroutine?debug=2', 'goroutineleak']);
    expect(asked[2]).toMatch(/^symbol\?0x[0-9a-f]+(\+0x[0-9a-f]+)+$/);
    expect(await kept(4, 'symbols')).toBeDefined();
  });

  test('asks for no leak profile where the check may force no collection, as it is made by one', async () => {
    await capture('head', echo, { gc: false });
    expect(asked[0]).toBe('goroutine?debug=2');
    expect(asked[1]).toMatch(/^symbol/);
    expect(asked).toHaveLength(2);
  });

  test('does without what a target does not offer', async () => {
    await capture('head', notOffered);
    expect(asked).toHaveLength(3);
    expect(await kept(4, 'goroutineleak')).toBeUndefined();
  });

  test.each([
    { role: 'base', goroutines: 1_500, lists: true },
    { role: 'light', goroutines: 1_000, lists: true },
    { role: 'light', goroutines: 1_001, lists: false },
    { role: 'base', goroutines: 10_001, lists: false },
  ] as const)('has $goroutines goroutines listed at $role: $lists', async ({ role, goroutines, lists }) => {
    const point = role === 'base' ? 0 : 4;
    const bytes = writeProfile(goroutinesOf({ 'main.wait main.main': goroutines }));
    await store.put({ check, replica: 0, point, file: 'goroutine' }, bytes);
    await capture(role, echo);
    expect(asked).toEqual(lists ? ['goroutine?debug=2'] : []);
  });

  test('does not have goroutines listed whose number it cannot tell', async () => {
    await store.put({ check, replica: 0, point: 0, file: 'goroutine' }, Buffer.from('<html>'));
    await capture('base', echo);
    expect(asked).toEqual([]);
  });

  test('has what it must know read by the reader that it is given', async () => {
    await keepLarge(4);
    const read: unknown[] = [];
    const reader: CaptureReader = {
      goroutines: async (profile) => {
        read.push(profile);
        return 10_001;
      },
      growingPcs: async (texts) => {
        read.push(...texts);
        return ['0x12', '0x34'];
      },
    };
    await capture('head', echo, { reader });
    const ref = { check, replica: 0 };
    expect(read).toEqual([
      { ...ref, point: 4, file: 'goroutine' },
      { ...ref, point: 0, file: 'heap-text' },
      { ...ref, point: 4, file: 'heap-text' },
    ]);
    expect(asked).toEqual(['goroutineleak', 'symbol?0x12+0x34']);
  });

  test('has a small profile that inflates to much counted by the reader', async () => {
    const bomb = gzipSync(Buffer.alloc(4 * 1024 * 1024, 1));
    expect(bomb.length).toBeLessThan(large.length);
    await store.put({ check, replica: 0, point: 0, file: 'goroutine' }, bomb);
    await capture('base', echo, { reader: { goroutines: async () => 1, growingPcs: async () => [] } });
    expect(asked).toEqual(['goroutine?debug=2']);
  });

  test('does without what is not read in time', async () => {
    await keepLarge(4);
    const reader: CaptureReader = {
      goroutines: () => new Promise(() => undefined),
      growingPcs: () => new Promise(() => undefined),
    };
    await capture('head', echo, { reader, leftMs: 1 });
    expect(asked).toEqual([]);
  });

  test('fails where what it must know cannot be read at all', async () => {
    await keepLarge(0);
    const reader: CaptureReader = {
      goroutines: () => Promise.reject(new Error('no permission')),
      growingPcs: async () => [],
    };
    await expect(capture('base', echo, { reader })).rejects.toThrow('no permission');
  });

  test('ends with the reason of its signal, whatever a target is doing', async () => {
    const abort = new AbortController();
    const hang = (_endpoint: string, signal: AbortSignal) => {
      queueMicrotask(() => abort.abort(new Error('shutting down')));
      return new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    };
    await expect(capture('base', hang, { signal: abort.signal })).rejects.toThrow('shutting down');
  });
});
