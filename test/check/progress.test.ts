import { describe, expect, it } from 'vitest';
import { createProgress } from '../../src/check/progress.ts';
import { leakReport } from '../report/report-fixtures.ts';
import { aCheck, postError, textOf } from './memory-ports.ts';
import { inMemory } from './request-deps.ts';

/** Progress with a clock that only a test moves: `tick` runs what was put off. */
async function world() {
  const memory = inMemory();
  const root = await memory.slack.poster.post({
    to: { channel: 'C0PAY', threadTs: undefined },
    message: { text: 'Checking', blocks: [] },
    mark: 'abc23456/root',
  });
  await memory.store.create(aCheck({ rootTs: root.ts, captured: 1 }));
  memory.slack.calls.length = 0;
  const waiting: (() => void)[] = [];
  const progress = createProgress({ ...memory.deps, later: (run) => void waiting.push(run) });
  const settle = () => new Promise<void>((resolve) => void setImmediate(resolve));
  const tick = async () => {
    await memory.store.unclaim('progress:abc23456');
    for (const run of waiting.splice(0)) run();
    await settle();
  };
  const root0 = () => textOf(memory.slack.posted[0]?.message ?? { text: '', blocks: [] });
  return { ...memory, progress, waiting, tick, settle, root: root0 };
}

const check = { id: 'abc23456' };

describe('progress', () => {
  it('makes one edit of many calls, and a second one with the newest numbers after the interval', async () => {
    const { progress, settle, tick, slack, store, root } = await world();
    for (let call = 0; call < 20; call += 1) progress(check);
    await settle();
    expect(slack.calls).toEqual(['update']);
    expect(root()).toContain('3 of 27 captures');
    await store.create(aCheck({ ...(await store.get('abc23456')), captured: 5 }));
    progress(check);
    await settle();
    expect(slack.calls).toEqual(['update']);
    await tick();
    expect(slack.calls).toEqual(['update', 'update']);
    expect(root()).toContain('15 of 27 captures');
  });

  it('leaves the edit to the process that made one within the interval', async () => {
    const { progress, settle, tick, slack, store } = await world();
    await store.claim('progress:abc23456', 3_000);
    progress(check);
    await settle();
    expect(slack.calls).toEqual([]);
    await tick();
    expect(slack.calls).toEqual(['update']);
  });

  it.each(['reporting', 'done', 'failed', 'cancelled'] as const)(
    'edits nothing once a check is %s',
    async (state) => {
      const { progress, settle, slack, store, waiting } = await world();
      await store.setState('abc23456', state);
      progress(check);
      await settle();
      expect([slack.calls, waiting]).toEqual([[], []]);
    },
  );

  it('never throws, whatever Slack or the store do', async () => {
    const { progress, settle, slack, store, logger } = await world();
    slack.faults.push({ call: 'update', error: postError('lost') });
    progress(check);
    await settle();
    store.down = new Error('down');
    progress(check);
    await settle();
    expect(logger.lines.map(({ level }) => level)).toEqual(['debug', 'debug']);
  });

  it('makes an edit good that landed after the verdict', async () => {
    const { progress, settle, tick, slack, store, profiles, root, waiting } = await world();
    const bytes = new TextEncoder().encode(JSON.stringify({ ...leakReport, check: 'abc23456' }));
    await profiles.putArtefact('abc23456', 'report.json', bytes);
    const update = slack.poster.update;
    slack.poster.update = async (edit) => {
      await store.setState('abc23456', 'reporting');
      await update(edit);
    };
    progress(check);
    await settle();
    slack.poster.update = update;
    expect(waiting).toHaveLength(1);
    const outcome = {
      verdict: 'leak',
      confidence: 1,
      reason: '',
      finishedAtMs: 0,
      proposedWindowMs: undefined,
    } as const;
    await store.finish('abc23456', outcome);
    await tick();
    expect(root()).toContain('The report is in this thread');
    expect(waiting).toHaveLength(0);
  });

  it('says who cancelled when a late edit had hidden it', async () => {
    const { progress, settle, slack, store, deps, root } = await world();
    await deps.presses.set('abc23456', 'cancel', { by: 'U0BEA', atMs: 5 });
    const update = slack.poster.update;
    slack.poster.update = async (edit) => {
      slack.poster.update = update;
      await store.setState('abc23456', 'cancelled');
      await update(edit);
    };
    progress(check);
    await settle();
    expect(root()).toContain('<@U0BEA>');
  });
});
