import { describe, expect, it } from 'vitest';
import { analyseCheck } from '../../src/check/analyse-check.ts';
import type { Analyser, Analysis } from '../../src/check/analyser.ts';
import type { CheckPlan } from '../../src/check/plan.ts';
import type { ProfileStore } from '../../src/check/profile-store.ts';
import { aCheck, memoryStore } from './memory-ports.ts';

const analysis = {
  report: { verdict: 'leak' },
  growthChart: new Uint8Array([1]),
  stacksChart: undefined,
  processes: { schema: 'leakcheck.processes/1', replicas: [] },
};

describe('analysing a check', () => {
  it('keeps the charts that there are, and the report last', async () => {
    const { run, kept } = world(async () => analysis as unknown as Analysis);
    await run();
    expect([...kept.keys()]).toEqual(['growth.png', 'processes.json', 'report.json']);
    expect(new TextDecoder().decode(kept.get('report.json'))).toBe('{"verdict":"leak"}');
  });

  it('is given the newest ended checks of the same service, newest first', async () => {
    let given: readonly string[] = [];
    const { run, store } = world(async (_plan, _signal, earlierChecks) => {
      given = earlierChecks;
      return analysis as unknown as Analysis;
    });
    const ids = Array.from({ length: 12 }, (_, index) => `done${100 + index}`);
    for (const id of ids) await store.create(aCheck({ id, state: 'done' }));
    await store.create(aCheck({ id: 'other100', state: 'done', service: 'orders' }));
    await store.create(aCheck({ id: 'abcdef', state: 'analysing' }));
    await run();
    expect(given).toEqual(ids.reverse().slice(0, 10));
  });

  it('is done once', async () => {
    let runs = 0;
    const { run } = world(async () => {
      runs += 1;
      return analysis as unknown as Analysis;
    });
    await run();
    await run();
    expect(runs).toBe(1);
  });

  it('stops when it is told to, even where the analyser does not listen, and keeps nothing', async () => {
    const abort = new AbortController();
    const { run, kept } = world(() => new Promise(() => undefined), abort.signal);
    const running = run();
    abort.abort(new Error('cancelled'));
    await expect(running).rejects.toThrow('cancelled');
    expect(kept.size).toBe(0);
  });
});

function world(analyse: Analyser['analyse'], signal = new AbortController().signal) {
  const kept = new Map<string, Uint8Array>();
  const profiles: Pick<ProfileStore, 'putArtefact' | 'getArtefact'> = {
    putArtefact: async (_check, name, bytes) => void kept.set(name, bytes),
    getArtefact: async (_check, name) => kept.get(name),
  };
  const store = memoryStore();
  const deps = { analyser: { analyse }, profiles: profiles as ProfileStore, store };
  const plan = { check: 'abcdef', service: 'payments' } as CheckPlan;
  return { kept, store, run: () => analyseCheck(deps, plan, signal) };
}
