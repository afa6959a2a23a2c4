import { describe, expect, it } from 'vitest';
import type { Check } from '../../src/check/check.ts';
import type { CheckStore } from '../../src/check/check-store.ts';
import { PostError } from '../../src/check/poster.ts';
import { reconcile } from '../../src/check/reconcile.ts';

const nowMs = 10_000_000;
const old = nowMs - 61_000;

describe('reconciling', () => {
  it.each<[string, Partial<Check>, { job: boolean; ends: boolean; tells: boolean }]>([
    ['ends a check whose job is gone and tells its thread', {}, { job: false, ends: true, tells: true }],
    ['leaves a check that has its job', {}, { job: true, ends: false, tells: false }],
    [
      'leaves a check that is just being queued',
      { state: 'requested', requestedAtMs: nowMs - 59_000 },
      { job: false, ends: false, tells: false },
    ],
    [
      'ends a request that was never queued',
      { state: 'requested', t0Ms: undefined },
      { job: false, ends: true, tells: true },
    ],
    [
      'has the root message looked for where there is none on record',
      { state: 'requested', rootTs: undefined },
      { job: false, ends: true, tells: true },
    ],
    [
      'ends what a digest asked, which has no message to say it in',
      { rootTs: undefined, digest: 'digest-morning-1' },
      { job: false, ends: true, tells: false },
    ],
    [
      'tells the thread that the question was asked in',
      { state: 'requested', rootTs: undefined, threadTs: '1.2' },
      { job: false, ends: true, tells: true },
    ],
  ])('%s', async (_title, fields, { job, ends, tells }) => {
    const { run, check, told, released } = world(fields, { job });
    expect(await run()).toEqual(ends ? ['abcdef'] : []);
    expect(check().state).toBe(ends ? 'failed' : (fields.state ?? 'capturing'));
    expect(told).toHaveLength(tells ? 1 : 0);
    expect(released).toEqual(ends ? ['abcdef'] : []);
  });

  it('leaves a check that ended while its job was looked for', async () => {
    const { run, told } = world({}, { job: false, endsMeanwhile: true });
    expect(await run()).toEqual([]);
    expect(told).toEqual([]);
  });

  it('leaves a check to the next round when its thread cannot be told now', async () => {
    const { run, check } = world(
      {},
      { job: false, post: new PostError({ kind: 'unreachable', message: 'dns' }) },
    );
    expect(await run()).toEqual([]);
    expect(check().state).toBe('capturing');
  });

  it('ends a check whose thread refuses to be told', async () => {
    const { run, check } = world(
      {},
      { job: false, post: new PostError({ kind: 'refused', message: 'archived' }) },
    );
    await run();
    expect(check().state).toBe('failed');
  });
});

function world(
  fields: Partial<Check>,
  { job, post, endsMeanwhile }: { job: boolean; post?: PostError; endsMeanwhile?: boolean },
) {
  const told: string[] = [];
  const released: string[] = [];
  let check: Check = {
    id: 'abcdef',
    service: 'web',
    windowMs: 10_000,
    requestedBy: 'U0ANN',
    channel: 'C0PAY',
    threadTs: undefined,
    state: 'capturing',
    requestedAtMs: old,
    replicas: [],
    points: 5,
    captured: 1,
    t0Ms: old,
    rootTs: '1.1',
    outcome: undefined,
    ...fields,
  };
  const store: Pick<CheckStore, 'unfinished' | 'get' | 'setState' | 'release'> = {
    unfinished: async () => [check],
    get: async () => check,
    setState: async (_id, state) => {
      check = { ...check, state };
      return true;
    },
    release: async ({ id }) => void released.push(id),
  };
  return {
    told,
    released,
    check: () => check,
    run: () =>
      reconcile({
        store: store as CheckStore,
        queue: {
          has: async () => {
            if (endsMeanwhile) check = { ...check, state: 'done' };
            return job;
          },
        },
        publisher: {
          progress: () => undefined,
          publish: async () => undefined,
          fail: async (_check, { reason }) => {
            if (post !== undefined) throw post;
            told.push(reason);
          },
        },
        clock: () => nowMs,
        logger: { debug: nothing, info: nothing, warn: nothing, error: nothing },
      }),
  };
}

function nothing(): void {
  // Logs are not what is tested here.
}
