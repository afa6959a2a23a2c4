import { describe, expect, it } from 'vitest';
import type { Check, CheckOutcome } from '../../src/check/check.ts';
import type { CheckStore } from '../../src/check/check-store.ts';
import { concludeCheck, ReportMissingError } from '../../src/check/conclude-check.ts';
import type { CheckPlan } from '../../src/check/plan.ts';
import { PostError } from '../../src/check/poster.ts';
import type { ProfileStore } from '../../src/check/profile-store.ts';

describe('concluding a check', () => {
  it('publishes it and enters the answer into the history', async () => {
    const { run, published, finished } = world();
    await run();
    expect(published).toEqual(['abcdef']);
    expect(finished).toEqual([
      { verdict: 'leak', confidence: 0.9, reason: 'it grows', finishedAtMs: 77, proposedWindowMs: 600_000 },
    ]);
  });

  it.each(['cancelled', 'failed', 'done'] as const)('posts nothing for a check that is %s', async (state) => {
    const { run, published, finished } = world({ state });
    await run();
    expect([...published, ...finished]).toEqual([]);
  });

  it('posts nothing for a check that nobody knows', async () => {
    const { run, published } = world({ known: false });
    await run();
    expect(published).toEqual([]);
  });

  it('is not done with a check that could not be published', async () => {
    const { run, finished } = world({ publish: new PostError({ kind: 'lost', message: 'reset' }) });
    await expect(run()).rejects.toThrow('reset');
    expect(finished).toEqual([]);
  });

  it('says that the report is gone, and posts nothing', async () => {
    const { run, published } = world({ report: false });
    await expect(run()).rejects.toThrow(ReportMissingError);
    expect(published).toEqual([]);
  });
});

function world(
  options: { state?: Check['state']; known?: boolean; report?: boolean; publish?: PostError } = {},
) {
  const published: string[] = [];
  const finished: CheckOutcome[] = [];
  const report = {
    schema: 'leakcheck.report/1',
    service: 'web',
    window: { from: '2026-01-01T00:00:00Z', to: '2026-01-01T00:05:00Z', ms: 300_000, captures: 9 },
    replicas: [],
    verdict: 'leak',
    confidence: 0.9,
    reason: 'it grows',
    growth: {},
    proposedWindowMs: 600_000,
    findings: [],
    caveats: [],
  };
  const check = { id: 'abcdef', state: options.state ?? 'reporting' } as Check;
  const store: Pick<CheckStore, 'get' | 'finish'> = {
    get: async () => (options.known === false ? undefined : check),
    finish: async (_id, outcome) => void finished.push(outcome),
  };
  const profiles: Pick<ProfileStore, 'getArtefact'> = {
    getArtefact: async () =>
      options.report === false ? undefined : new TextEncoder().encode(JSON.stringify(report)),
  };
  const deps = {
    store: store as CheckStore,
    profiles: profiles as ProfileStore,
    clock: () => 77,
    publisher: {
      progress: () => undefined,
      fail: async () => undefined,
      publish: async ({ id }: Check) => {
        if (options.publish !== undefined) throw options.publish;
        published.push(id);
      },
    },
  };
  return { published, finished, run: () => concludeCheck(deps, { check: 'abcdef' } as CheckPlan) };
}
