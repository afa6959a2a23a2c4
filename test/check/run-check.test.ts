import { describe, expect, test } from 'vitest';
import type { ProfileRef, ProfileStore } from '../../src/check/profile-store.ts';
import { type RunCheckDeps, runCheck } from '../../src/check/run-check.ts';
import type { Service } from '../../src/check/service.ts';
import { TargetError } from '../../src/check/target-error.ts';
import { createInProcessLocks } from '../../src/check/target-locks.ts';
import { recordedStore } from './recorded-windows.ts';

const target = {
  name: 'payments-1',
  url: 'http://payments-1.example/debug/pprof/',
  headers: {},
  tlsCa: undefined,
};
const service: Service = {
  name: 'payments',
  targets: [target],
  channels: undefined,
  owner: undefined,
  memoryLimitBytes: undefined,
  defaultWindowMs: 60_000,
  modulePrefixes: [],
  libraries: [],
  attachProfiles: false,
  captures: undefined,
  gc: true,
};

/** A clock that reads ahead: the check's waits are over at once, and every capture is due. */
function hurriedClock(stepMs: number): () => number {
  let nowMs = Date.UTC(2026, 0, 1);
  return () => (nowMs += stepMs);
}

function memoryProfiles(): ProfileStore {
  const files = new Map<string, Uint8Array>();
  const key = ({ check, replica, point, file }: ProfileRef) => [check, replica, point, file].join('/');
  return {
    put: async (ref, bytes) => void files.set(key(ref), bytes),
    get: async (ref) => files.get(key(ref)),
    putArtefact: async () => undefined,
    getArtefact: async () => undefined,
    removeCheck: async () => undefined,
    sweep: async () => ({ checks: [], bytes: 0 }),
  };
}

const endpoints = { 'heap?gc=1&debug=1': 'heap-text', heap: 'heap', goroutine: 'goroutine' } as const;

const notOffered = new TargetError({
  code: 'not-found',
  target: 'payments-1',
  message: 'payments-1 has no such page.',
  nextStep: 'Is pprof on?',
});

async function depsOf(change: Partial<RunCheckDeps> = {}) {
  const recorded = await recordedStore('payments');
  const { store } = recorded.window({
    service: 'payments',
    replicas: ['payments-1'],
    start: 0,
    stride: 2,
    captures: 5,
  });
  const asked: string[] = [];
  const clock = hurriedClock(100);
  const progress: number[] = [];
  const deps: RunCheckDeps = {
    targets: {
      fetch: async ({ endpoint }) => {
        asked.push(endpoint);
        const file = endpoints[endpoint as keyof typeof endpoints];
        if (file === undefined) throw notOffered;
        const ended = asked.filter((one) => one === 'goroutine').length;
        const point = endpoint === 'goroutine' ? ended - 1 : ended;
        const bytes = await store.get({ check: 'any', replica: 0, point, file });
        return { bytes: bytes ?? new Uint8Array(), answeredAtMs: Date.UTC(2026, 0, 1) + point * 50 };
      },
    },
    locks: createInProcessLocks(),
    store: memoryProfiles(),
    clock,
    resolveTarget: () => target,
    concurrency: 4,
    onCapture: ({ done, planned }) => progress.push(done / planned),
    ...change,
  };
  return { deps, asked, progress };
}

const request = { check: 'c-run', service, windowMs: 200, signal: new AbortController().signal };

describe('a whole check in one process', () => {
  test('forces one collection a capture and two at base, asks for the text first, tells its progress and decides', async () => {
    const { deps, asked, progress } = await depsOf();
    const { plan, report } = await runCheck(deps, request);
    expect(plan.points).toHaveLength(5);
    const everyCapture = ['heap?gc=1&debug=1', 'heap', 'goroutine', 'goroutine?debug=2'];
    expect(asked.slice(0, -1)).toEqual([
      'heap?gc=1&debug=1',
      ...everyCapture,
      ...everyCapture,
      ...everyCapture,
      ...everyCapture,
      ...everyCapture,
      'goroutineleak',
    ]);
    expect(asked.at(-1)).toMatch(/^symbol\?0x[0-9a-f]+(\+0x[0-9a-f]+)*$/);
    expect(progress).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
    expect(report).toMatchObject({ service: 'payments', check: 'c-run', verdict: 'leak' });
  });

  test('of a service without profiles ends inconclusive, with what happened at each capture', async () => {
    const message = 'payments-1 has no such page.';
    const refuse = async () => {
      throw new TargetError({ code: 'not-found', target: 'payments-1', message, nextStep: 'Is pprof on?' });
    };
    const { deps } = await depsOf({ targets: { fetch: refuse } });
    const { report } = await runCheck(deps, request);
    expect(report.verdict).toBe('inconclusive');
    expect(report.replicas[0]?.failures.map(({ message }) => message)).toEqual(
      Array.from({ length: 5 }, () => message),
    );
  });

  test('ends with the signal’s reason, and asks nobody any more', async () => {
    const abort = new AbortController();
    const { deps, asked } = await depsOf({ onCapture: () => abort.abort(new Error('interrupted')) });
    await expect(runCheck(deps, { ...request, windowMs: 60_000, signal: abort.signal })).rejects.toThrow();
    expect(asked).toHaveLength(5);
  });
});
