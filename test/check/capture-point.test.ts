import { describe, expect, it, vi } from 'vitest';
import { type CaptureOutcome, readCaptureOutcome } from '../../src/check/capture-outcome.ts';
import { type CaptureRequest, capturePoint } from '../../src/check/capture-point.ts';
import type { ProfileRef, ProfileStore } from '../../src/check/profile-store.ts';
import type { TargetClient, TargetRequest } from '../../src/check/target.ts';
import { TargetError, type TargetErrorCode } from '../../src/check/target-error.ts';
import { createInProcessLocks, type TargetLocks } from '../../src/check/target-locks.ts';

const heapText = 'heap?gc=1&debug=1';

describe('capturing a time point', () => {
  it('asks each replica for the text that forces a collection, then for the heap without one, then for goroutines', async () => {
    const { run, asked } = world({ replicas: 2 });
    expect(await run()).toMatchObject({ state: 'over', outcomes: [{ ok: true }, { ok: true }] });
    expect(asked.filter((entry) => entry.startsWith('web-1 '))).toEqual([
      `web-1 ${heapText}`,
      'web-1 heap',
      'web-1 goroutine',
    ]);
  });

  it('asks for the text as it is where the check may force no collection', async () => {
    const { run, asked } = world({ replicas: 1, gc: false });
    await run();
    expect(asked).toEqual(['web-1 heap?debug=1', 'web-1 heap', 'web-1 goroutine']);
  });

  it('stores the three profiles and an outcome that says when they were taken and what they cost', async () => {
    const { run, files, outcome } = world({ replicas: 1 });
    await run();
    expect([...files.keys()].sort()).toEqual(
      ['goroutine', 'heap', 'heap-text', 'outcome'].map((file) => `abcdef/0/2/${file}`),
    );
    const spent = { requests: 3, collections: 1, bytes: 3 };
    expect(outcome(0)).toEqual({ ok: true, takenAtMs: 1_700, tookMs: 0, spent });
  });

  it('adds up over its tries what they asked of a replica', async () => {
    let failures = 2;
    const { run, outcome } = world({
      replicas: 1,
      fetch: async ({ endpoint }) => {
        if (endpoint === 'goroutine' && failures-- > 0) await failAlways('web-1', 'reset')(request(endpoint));
      },
    });
    while ((await run()).state === 'retry');
    expect(outcome(0)).toMatchObject({ ok: true, spent: { requests: 9, collections: 3, bytes: 7 } });
  });

  it('asks all replicas at once, but no more than it may', async () => {
    let atOnce = 0;
    let most = 0;
    const { run } = world({
      replicas: 9,
      concurrency: 4,
      fetch: async () => {
        atOnce += 1;
        most = Math.max(most, atOnce);
        await Promise.resolve();
        atOnce -= 1;
      },
    });
    await run();
    expect(most).toBe(4);
  });

  it('asks nobody again who has answered', async () => {
    const { run, asked } = world({ replicas: 2, concurrency: 1, fetch: failFirst('web-2', 'refused') });
    expect(await run()).toMatchObject({ state: 'retry', failures: [{ code: 'refused', tries: 1 }] });
    const before = asked.length;
    expect(await run()).toMatchObject({ state: 'over', outcomes: [{ ok: true }, { ok: true }] });
    expect(asked.slice(before).every((entry) => entry.startsWith('web-2 '))).toBe(true);
  });

  it.each<[TargetErrorCode, 'over' | 'retry']>([
    ['refused', 'retry'],
    ['timeout', 'retry'],
    ['truncated', 'retry'],
    ['server-error', 'retry'],
    ['unauthorized', 'over'],
    ['not-found', 'over'],
    ['not-a-profile', 'over'],
    ['too-large', 'over'],
  ])('after %s is %s, and the outcome keeps what to do about it', async (code, state) => {
    const { run, outcome } = world({ replicas: 1, fetch: failAlways('web-1', code) });
    expect((await run()).state).toBe(state);
    expect(outcome(0)).toMatchObject({ ok: false, code, nextStep: 'look at web-1', tries: 1 });
  });

  it('counts the tries, and asks no more of a replica that failed for good', async () => {
    const { run, outcome, asked } = world({ replicas: 1, fetch: failAlways('web-1', 'not-found') });
    await run();
    await run();
    expect(outcome(0)).toMatchObject({ tries: 1 });
    expect(asked).toHaveLength(1);
  });

  it('is over at the deadline with the failure that came before it', async () => {
    const { run, outcome, at } = world({ replicas: 1, fetch: failAlways('web-1', 'refused') });
    await run();
    at(deadlineMs);
    expect((await run()).state).toBe('over');
    expect(outcome(0)).toMatchObject({ ok: false, code: 'refused', tries: 1, retryable: false });
  });

  it('says that nobody asked when the deadline passed before anybody could', async () => {
    const { run, outcome, at, asked } = world({ replicas: 1 });
    at(deadlineMs);
    expect((await run()).state).toBe('over');
    expect(outcome(0)).toMatchObject({ ok: false, code: 'missed', tries: 0 });
    expect(asked).toEqual([]);
  });

  it('gives up a replica that hangs at the deadline, and meanwhile asks the others again', async () => {
    const failOnce = failFirst('web-2', 'reset');
    const { run, outcome, at } = world({
      replicas: 2,
      fetch: async (request) => (request.target.name === 'web-1' ? hang() : failOnce(request)),
    });
    at(deadlineMs - 900);
    expect(await run()).toMatchObject({ state: 'over' });
    expect(outcome(0)).toMatchObject({ ok: false, code: 'timeout', retryable: false });
    expect(outcome(1)).toMatchObject({ ok: true });
  });

  it('waits while another capture holds the target, and is taken at its true time then', async () => {
    const locks = createInProcessLocks();
    const hold = await locks.acquire('http://web-1/');
    const { run, outcome, asked } = world({ replicas: 2, locks });
    const running = run();
    await vi.waitFor(() => expect(outcome(1)).toMatchObject({ ok: true }), { interval: 1 });
    expect(asked.some((entry) => entry.startsWith('web-1 '))).toBe(false);
    hold?.release();
    expect(await running).toMatchObject({ state: 'over', outcomes: [{ ok: true }, { ok: true }] });
    expect(outcome(0)).toMatchObject({ takenAtMs: 1_700 });
  });

  it('is given up where another capture holds the target until the deadline, and says so', async () => {
    const locks = createInProcessLocks();
    await locks.acquire('http://web-1/');
    const { run, outcome, at, asked } = world({ replicas: 1, locks });
    at(deadlineMs - 30);
    expect(await run()).toMatchObject({ state: 'over' });
    expect(outcome(0)).toMatchObject({ ok: false, code: 'busy', tries: 0, retryable: false });
    expect(asked).toEqual([]);
  });

  it('holds no target after it is over', async () => {
    const locks = createInProcessLocks();
    await world({ replicas: 2, locks, fetch: failAlways('web-1', 'refused') }).run();
    expect(await locks.acquire('http://web-1/')).toBeDefined();
    expect(await locks.acquire('http://web-2/')).toBeDefined();
  });

  it('says so when the services file no longer names a replica', async () => {
    const { run, outcome, asked } = world({ replicas: 1, known: () => false });
    expect((await run()).state).toBe('over');
    expect(outcome(0)).toMatchObject({ ok: false, code: 'not-configured' });
    expect(asked).toEqual([]);
  });

  it('asks for nothing more once the check is cancelled', async () => {
    const { run, asked } = world({ replicas: 1, cancelledAfter: 1 });
    expect(await run()).toEqual({ state: 'cancelled' });
    expect(asked).toEqual([`web-1 ${heapText}`]);
  });

  it('records nothing when it is aborted, so that it can be done again', async () => {
    const abort = new AbortController();
    const { run, files } = world({ replicas: 1, signal: abort.signal, fetch: hang });
    const running = run();
    abort.abort(new Error('shutting down'));
    await expect(running).rejects.toThrow('shutting down');
    expect([...files.keys()]).toEqual([]);
  });

  it('fails as a whole when nothing can be stored, after every replica had its turn', async () => {
    const { run, asked } = world({ replicas: 2, put: () => Promise.reject(new Error('no space left')) });
    await expect(run()).rejects.toThrow('no space left');
    expect(asked.filter((entry) => entry.endsWith('goroutine'))).toHaveLength(2);
  });
});

const dueMs = 1_000_000;
const deadlineMs = dueMs + 5_000;

type Fetch = (request: TargetRequest) => Promise<void>;

function world(options: {
  readonly replicas: number;
  readonly concurrency?: number;
  readonly fetch?: Fetch;
  readonly signal?: AbortSignal;
  readonly cancelledAfter?: number;
  readonly known?: () => boolean;
  readonly put?: ProfileStore['put'];
  readonly gc?: boolean;
  readonly locks?: TargetLocks;
}) {
  const files = new Map<string, Uint8Array>();
  const asked: string[] = [];
  let nowMs = dueMs;
  const targets: TargetClient = {
    fetch: async (request) => {
      asked.push(`${request.target.name} ${request.endpoint}`);
      await options.fetch?.(request);
      return { bytes: new Uint8Array([1]), answeredAtMs: 1_700 };
    },
  };
  const deps = {
    targets,
    locks: options.locks ?? createInProcessLocks(),
    store: memoryStore(files, options.put),
    clock: () => nowMs,
    concurrency: options.concurrency ?? 8,
    resolveTarget: (_service: string, name: string) =>
      options.known?.() === false
        ? undefined
        : { name, url: `http://${name}/`, headers: {}, tlsCa: undefined },
  };
  const request: CaptureRequest = {
    plan: {
      check: 'abcdef',
      service: 'web',
      replicas: Array.from({ length: options.replicas }, (_, index) => ({
        name: `web-${index + 1}`,
        url: '',
      })),
      gc: options.gc,
    },
    point: { index: 2, role: 'light', dueAtMs: dueMs, notAfterMs: deadlineMs },
    signal: options.signal ?? new AbortController().signal,
    isCancelled: () => options.cancelledAfter !== undefined && asked.length >= options.cancelledAfter,
  };
  return {
    run: () => capturePoint(deps, request),
    asked,
    files,
    at: (ms: number) => {
      nowMs = ms;
    },
    outcome: (replica: number): CaptureOutcome | undefined =>
      readCaptureOutcome(files.get(`abcdef/${replica}/2/outcome`) ?? new Uint8Array()),
  };
}

function memoryStore(files: Map<string, Uint8Array>, put?: ProfileStore['put']): ProfileStore {
  const key = ({ check, replica, point, file }: ProfileRef) => `${check}/${replica}/${point}/${file}`;
  return {
    put: put ?? (async (ref, bytes) => void files.set(key(ref), bytes)),
    get: async (ref) => files.get(key(ref)),
    putArtefact: async () => undefined,
    getArtefact: async () => undefined,
    removeCheck: async () => undefined,
    sweep: async () => ({ checks: [], bytes: 0 }),
  };
}

function request(endpoint: string): TargetRequest {
  const target = { name: 'web-1', url: 'http://web-1/', headers: {}, tlsCa: undefined };
  return { target, endpoint, expect: 'profile', signal: new AbortController().signal };
}

function failAlways(name: string, code: TargetErrorCode): Fetch {
  return async ({ target }) => {
    if (target.name === name) {
      throw new TargetError({ code, target: name, message: `${name}: ${code}`, nextStep: `look at ${name}` });
    }
  };
}

function failFirst(name: string, code: TargetErrorCode): Fetch {
  const fail = failAlways(name, code);
  let failed = false;
  return async (request) => {
    if (failed || request.target.name !== name) return;
    failed = true;
    await fail(request);
  };
}

function hang(): Promise<never> {
  return new Promise(() => undefined);
}
