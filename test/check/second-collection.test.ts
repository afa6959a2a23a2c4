import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { createMemoryProfileStore } from '../../lab/memory-profile-store.ts';
import { readCaptureOutcome } from '../../src/check/capture-outcome.ts';
import { captureReplica } from '../../src/check/capture-replica.ts';
import type { PlannedPoint } from '../../src/check/plan.ts';
import type { TargetRequest } from '../../src/check/target.ts';
import { TargetError } from '../../src/check/target-error.ts';
import { createInProcessLocks } from '../../src/check/target-locks.ts';

const text = 'heap?gc=1&debug=1';
const megabyte = 1e6;
let recorded: string;

beforeAll(async () => {
  recorded = await readFile('test/fixtures/profiles/heap-base.txt', 'utf8');
});

/** A Go process that allocates at this rate, whose collections take 20 ms and leave what it is told. */
function busyProcess(megabytesPerSecond: number) {
  const process = {
    nowMs: 1_000_000,
    megabytesPerSecond,
    asked: [] as string[],
    answer: undefined as ((request: TargetRequest) => Promise<void>) | undefined,
  };
  const fetch = async (request: TargetRequest) => {
    process.asked.push(request.endpoint);
    await process.answer?.(request);
    process.nowMs += 20;
    const totalAlloc = Math.round((process.nowMs * process.megabytesPerSecond * megabyte) / 1_000);
    const bytes = Buffer.from(recorded.replace(/^# TotalAlloc = .*$/m, `# TotalAlloc = ${totalAlloc}`));
    return { bytes, answeredAtMs: process.nowMs };
  };
  return Object.assign(process, { fetch });
}

function check(
  process: ReturnType<typeof busyProcess>,
  { signal = new AbortController().signal, gc = true }: { signal?: AbortSignal; gc?: boolean } = {},
) {
  const store = createMemoryProfileStore();
  const target = { name: 'payments-1', url: 'http://p/debug/pprof/', headers: {}, tlsCa: undefined };
  const locks = createInProcessLocks();
  const deps = { targets: process, locks, store, clock: () => process.nowMs, resolveTarget: () => target };
  const plan = { check: 'abcdef', service: 'payments', replicas: [{ name: 'payments-1' }], gc };
  const capture = (role: PlannedPoint['role'], index: number) => {
    process.asked = [];
    process.nowMs = 1_000_000 + index * 5_000;
    const point = { index, role, dueAtMs: process.nowMs, notAfterMs: process.nowMs + 600 };
    return captureReplica(deps, { plan, point, replica: 0, signal, isCancelled: () => false });
  };
  return { capture, store };
}

const refused = () => {
  throw new TargetError({ code: 'reset', target: 'payments-1', message: 'reset', nextStep: 'none' });
};

describe('a second collection', () => {
  it('is forced at base always, before the protobuf that is to describe it', async () => {
    const process = busyProcess(1);
    const { capture, store } = check(process);
    expect(await capture('base', 0)).toMatchObject({
      ok: true,
      takenAtMs: 1_000_020,
      takenAgainAtMs: 1_000_040,
    });
    expect(process.asked.slice(0, 4)).toEqual([text, text, 'heap', 'goroutine']);
    expect(store.files.has('abcdef/0-0.heap-text-again')).toBe(true);
  });

  it.each([
    { rate: 1, roles: ['light', 'head'], forced: 1 },
    { rate: 130, roles: ['light', 'head'], forced: 2 },
  ] as const)('is forced $forced times later at $rate MB/s', async ({ rate, roles, forced }) => {
    const process = busyProcess(rate);
    const { capture, store } = check(process);
    await capture('base', 0);
    for (const [index, role] of roles.entries()) {
      await capture(role, index + 1);
      expect(process.asked.filter((endpoint) => endpoint === text)).toHaveLength(forced);
      expect(store.files.has(`abcdef/0-${index + 1}.heap-text-again`)).toBe(forced === 2);
    }
  });

  it.each([
    { first: 130, later: 1, forced: 2 },
    { first: 1, later: 130, forced: 1 },
  ])(
    'is forced $forced times to the end, as at the first capture after the base',
    async ({ first, later, forced }) => {
      const process = busyProcess(first);
      const { capture } = check(process);
      await capture('base', 0);
      await capture('light', 1);
      process.megabytesPerSecond = later;
      for (const [index, role] of (['light', 'head'] as const).entries()) {
        await capture(role, index + 2);
        expect(process.asked.filter((endpoint) => endpoint === text)).toHaveLength(forced);
      }
    },
  );

  it('is decided anew where the first capture after the base failed', async () => {
    const process = busyProcess(130);
    const { capture } = check(process);
    await capture('base', 0);
    process.answer = async () => refused();
    await capture('light', 1);
    process.answer = undefined;
    await capture('light', 2);
    expect(process.asked.filter((endpoint) => endpoint === text)).toHaveLength(2);
  });

  it('is never forced, nor a first one, where the check may force none', async () => {
    const process = busyProcess(130);
    const { capture } = check(process, { gc: false });
    for (const [index, role] of (['base', 'light', 'head'] as const).entries()) {
      expect(await capture(role, index)).not.toHaveProperty('takenAgainAtMs');
      expect(process.asked.slice(0, 3)).toEqual(['heap?debug=1', 'heap', 'goroutine']);
      expect(process.asked.filter((endpoint) => /gc=1|goroutineleak/.test(endpoint))).toEqual([]);
    }
  });

  it('is not forced where no base tells how heavy the churn is', async () => {
    const process = busyProcess(130);
    const { capture } = check(process);
    expect(await capture('light', 1)).not.toHaveProperty('takenAgainAtMs');
    expect(process.asked).toEqual([text, 'heap', 'goroutine']);
  });

  it.each([
    { name: 'is refused', second: refused },
    { name: 'hangs', second: () => new Promise<never>(() => undefined) },
  ])('that $name does not fail the capture', async ({ second }) => {
    const process = busyProcess(130);
    let texts = 0;
    process.answer = async ({ endpoint }) => {
      if (endpoint === text && ++texts === 2) await second();
    };
    const { capture, store } = check(process);
    const outcome = await capture('base', 0);
    expect(outcome).toMatchObject({ ok: true });
    expect(outcome).not.toHaveProperty('takenAgainAtMs');
    expect([...store.files.keys()]).toEqual(
      expect.arrayContaining(['abcdef/0-0.heap', 'abcdef/0-0.heap-text']),
    );
    expect(store.files.has('abcdef/0-0.heap-text-again')).toBe(false);
    expect(readCaptureOutcome(store.files.get('abcdef/0-0.outcome') ?? new Uint8Array())?.ok).toBe(true);
  });

  it('ends with the reason of its signal', async () => {
    const process = busyProcess(130);
    const abort = new AbortController();
    process.answer = async () => {
      if (process.asked.length === 2) abort.abort(new Error('shutting down'));
    };
    await expect(check(process, { signal: abort.signal }).capture('base', 0)).rejects.toThrow(
      'shutting down',
    );
  });
});
