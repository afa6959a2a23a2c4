import { describe, expect, it } from 'vitest';
import { escalate } from '../../src/check/escalate.ts';
import { UnreadableIncidentsError } from '../../src/check/incident-store.ts';
import { planEscalation } from '../../src/check/plan-escalation.ts';
import { pressRerun } from '../../src/check/press-button.ts';
import { AlreadyEscalatedError, AlreadyPressedError } from '../../src/check/request-errors.ts';
import { stateOf } from '../../src/incident/finding-state.ts';
import { incidentSentence } from '../../src/report/incident-sentence.ts';
import type { Report } from '../../src/report/report.ts';
import { slackShow } from '../../src/report/shows.ts';
import { verdictMessage } from '../../src/report/thread/verdict-message.ts';
import { leakReport } from '../report/report-fixtures.ts';
import { escalationWorld } from './escalation-world.ts';
import { aCheck, postError, textOf } from './memory-ports.ts';

/** Payments with two leaks at most, its checks, and the message with the buttons of each. */
async function world(fields: Parameters<typeof escalationWorld>[0] = {}) {
  const all = escalationWorld(fields);
  const { deps, slack, store, incidents } = all;
  /** A check that finds these leaks, with its verdict in the thread. */
  const checked = async (id: string, leaks: string[]) => {
    await store.create(aCheck({ id, state: 'done', rootTs: `1700000000.${id}` }));
    await all.check(id, leaks);
    const known = new Map(incidents.services.get('payments')?.map((each) => [each.fingerprint, each]));
    const [like] = leakReport.findings;
    if (like === undefined) throw new Error('no finding');
    const report: Report = {
      ...leakReport,
      check: id,
      findings: leaks.map((fingerprint) => {
        const incident = known.get(fingerprint);
        return { ...like, fingerprint, ...(incident === undefined ? {} : { incident: stateOf(incident) }) };
      }),
    };
    await all.profiles.putArtefact(id, 'report.json', new TextEncoder().encode(JSON.stringify(report)));
    const message = verdictMessage(report, 'U0ANN');
    const to = { channel: 'C0PAY', threadTs: `1700000000.${id}` };
    const { ts } = await slack.poster.post({ to, message, mark: `${id}/verdict` });
    const shown = () => {
      const posted = slack.posted.find((each) => each.ts === ts)?.message ?? message;
      return { ...posted, text: textOf(posted) };
    };
    const press = (by = 'U0BEA') => {
      const { blocks } = shown();
      const button = { channel: 'C0PAY', ts, text: message.text, blocks: blocks as typeof message.blocks };
      return escalate(deps, { check: id, by, note: '', message: button });
    };
    return { press, shown };
  };
  const owners = () =>
    slack.posted.filter(({ to }) => to.channel === 'C0OWNER').map(({ message }) => message.text);
  return { ...all, checked, owners };
}

const button = '"leakcheck.escalate"';

describe('Escalate', () => {
  it('is once a leak: the next check’s message says who did it, and offers it no more', async () => {
    const { checked, run, sent, owners } = await world();
    const first = await checked('aaa23456', ['f00d']);
    await first.press();
    await run();
    expect(first.shown().text).toContain('Escalated by <@U0BEA> at <!date^');
    expect(first.shown().text).not.toContain(button);
    const second = await checked('bbb23456', ['f00d']);
    expect(second.shown().text).toContain('Escalated by <@U0BEA> at <!date^');
    expect(second.shown().text).not.toContain(button);
    await expect(second.press('U0CLEO')).rejects.toMatchObject({
      name: 'AlreadyEscalatedError',
      leaks: [{ by: 'U0BEA' }],
    });
    expect(owners()).toHaveLength(1);
    expect(sent).toHaveLength(2);
  });

  it('offers what is new in a later check, and tells of that alone', async () => {
    const { checked, run, sent, time } = await world();
    await (await checked('aaa23456', ['f00d'])).press();
    await run();
    time.nowMs += 60_000;
    const second = await checked('bbb23456', ['f00d', 'beef']);
    expect(second.shown().text).toContain('Escalated 1 of 2 leaks by <@U0BEA>');
    expect(second.shown().text).toContain(button);
    sent.splice(0);
    await second.press('U0CLEO');
    await run();
    expect(sent.map(([, { incident }]) => incident?.fingerprint)).toEqual(['beef', 'beef']);
    expect(second.shown().text).toMatch(/Escalated by <@U0CLEO> at [^,]*, by <@U0BEA> at /);
    expect(second.shown().text).not.toContain(button);
  });

  it('tells of all leaks of a check with one press', async () => {
    const { checked, run, sent, owners } = await world();
    await (await checked('aaa23456', ['f00d', 'beef'])).press();
    await run();
    expect(sent.map(([, { incident }]) => incident?.fingerprint).sort()).toEqual([
      'beef',
      'beef',
      'f00d',
      'f00d',
    ]);
    expect(owners()).toHaveLength(1);
  });

  it('lets the first of two presses on two checks win', async () => {
    const { checked, owners } = await world();
    const first = await checked('aaa23456', ['f00d']);
    const second = await checked('bbb23456', ['f00d']);
    const both = await Promise.allSettled([first.press(), second.press('U0CLEO')]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    const lost = both[1];
    expect(lost?.status === 'rejected' && lost.reason).toBeInstanceOf(AlreadyPressedError);
    expect(owners()).toHaveLength(1);
    await expect(second.press('U0CLEO')).rejects.toBeInstanceOf(AlreadyEscalatedError);
    expect(second.shown().text).toContain('Escalated by <@U0BEA>');
    expect(second.shown().text).not.toContain(button);
  });

  it('may be pressed anew for a leak that is back after it was resolved', async () => {
    const { checked, act, time, owners } = await world({ escalation: undefined, escalateAfterMs: undefined });
    await (await checked('aaa23456', ['f00d'])).press();
    time.nowMs += 60_000;
    await act({ action: 'resolve' });
    time.nowMs += 3_600_000;
    const back = await checked('bbb23456', ['f00d']);
    expect(back.shown().text).toContain(button);
    expect(back.shown().text).not.toContain('Escalated');
    await back.press('U0CLEO');
    expect(owners()).toHaveLength(2);
    expect(back.shown().text).toContain('Escalated by <@U0CLEO>');
  });

  it('says of a leak that escalated by itself that it did, and shows when and by whom in its sentence', async () => {
    const { checked, round, time, incidents } = await world();
    const first = await checked('aaa23456', ['f00d']);
    time.nowMs += 1_800_000;
    await round();
    await expect(first.press()).rejects.toBeInstanceOf(AlreadyEscalatedError);
    expect(first.shown().text).toContain('Escalated by itself at <!date^');
    const [leak] = incidents.services.get('payments') ?? [];
    if (leak === undefined) throw new Error('no leak');
    const growth = { kind: leak.kind, perMinute: leak.last.perMinute };
    expect(incidentSentence(stateOf(leak), growth, slackShow)).toMatch(/; escalated by itself, <!date\^/);
  });

  it('waits for whoever escalates at the same moment, be it leakcheck itself, and tells once', async () => {
    const { checked, round, time, owners, sent } = await world();
    const first = await checked('aaa23456', ['f00d']);
    time.nowMs += 1_800_000;
    await Promise.allSettled([round(), first.press()]);
    await round();
    expect(owners()).toHaveLength(1);
    expect(sent.filter(([way]) => way === 'pagerduty')).toHaveLength(1);
  });

  it('is not held up by the rounds that look after escalations', async () => {
    const { checked, round, owners } = await world();
    const first = await checked('aaa23456', ['f00d']);
    await Promise.all([round(), first.press(), round()]);
    expect(owners()).toHaveLength(1);
  });

  it('keeps its button when nobody could be told, and tells once at the next press', async () => {
    const { checked, slack, owners } = await world({ escalation: undefined });
    const first = await checked('aaa23456', ['f00d']);
    slack.faults.push(
      { call: 'post', error: postError('unreachable') },
      { call: 'post', error: postError('lost'), after: true },
    );
    await expect(first.press()).rejects.toMatchObject({ name: 'EscalationFailedError' });
    expect(first.shown().text).toContain(button);
    await first.press();
    expect(owners()).toHaveLength(1);
  });

  it('tells of the check itself where its leaks cannot be read, and so does Re-run go on', async () => {
    const { checked, incidents, deps, owners, queue } = await world({ escalation: undefined });
    const first = await checked('aaa23456', ['f00d']);
    incidents.down = new UnreadableIncidentsError('another version wrote them');
    await first.press();
    expect(owners()).toHaveLength(1);
    expect(first.shown().text).toContain('Escalated by <@U0BEA>');
    const rerun = { check: 'aaa23456', action: 'leakcheck.rerun', by: 'U0ANN', message: undefined } as const;
    await pressRerun(deps, rerun);
    expect(queue.added).toHaveLength(1);
  });

  it.each([
    [{ action: 'resolve' }, 'resolved'],
    [{ action: 'silence', reason: 'a cache' }, 'silenced'],
  ] as const)('tells nobody of a check whose leaks are over after %o', async (does, is) => {
    const { checked, act, sent, owners, run, escalationQueue } = await world();
    const first = await checked('aaa23456', ['f00d']);
    await act(does);
    await expect(first.press()).rejects.toMatchObject({
      name: 'LeaksOverError',
      leaks: [{ status: { is } }],
    });
    await run();
    expect([sent, owners(), escalationQueue.jobs]).toEqual([[], [], []]);
    expect(first.shown().text).toContain(button);
  });

  it('tells nobody where the last leak is resolved between the window and its confirmation', async () => {
    const { checked, act, deps, owners } = await world();
    await checked('aaa23456', ['f00d']);
    const { claim } = deps.store;
    deps.store.claim = async (key, keepMs) => {
      const isMine = await claim(key, keepMs);
      if (key.startsWith('escalating:')) await act({ action: 'resolve' });
      return isMine;
    };
    const request = { check: 'aaa23456', by: 'U0BEA', note: '', message: undefined };
    await expect(escalate(deps, request)).rejects.toMatchObject({ name: 'LeaksOverError' });
    expect(owners()).toEqual([]);
  });

  it('names in its window what is told and what was told before', async () => {
    const { checked, deps } = await world();
    await (await checked('aaa23456', ['f00d'])).press();
    await checked('bbb23456', ['f00d', 'beef']);
    const plan = await planEscalation(deps, { check: 'bbb23456', by: 'U0ANN', message: undefined });
    expect(plan.leaks.due.map(({ fingerprint }) => fingerprint)).toEqual(['beef']);
    expect(plan.leaks.escalated.map(({ fingerprint }) => fingerprint)).toEqual(['f00d']);
  });
});
