import { describe, expect, it } from 'vitest';
import type { WayJob } from '../../src/check/escalation-record.ts';
import { tellWay } from '../../src/check/tell-way.ts';
import type { IncidentAct } from '../../src/incident/act.ts';
import { again, escalationWorld, pagerduty } from './escalation-world.ts';

describe('an escalated leak', () => {
  async function escalated() {
    const made = escalationWorld();
    await made.check('abc23456');
    await made.press();
    await made.run();
    made.time.nowMs += 60_000;
    return made;
  }

  it.each<[IncidentAct, string[]]>([
    [{ action: 'acknowledge' }, ['pagerduty acknowledge']],
    [{ action: 'snooze', choice: '1h' }, ['pagerduty acknowledge']],
    [{ action: 'resolve' }, ['pagerduty resolve', 'github-acme.payments resolve']],
    [{ action: 'silence', reason: 'no leak' }, ['pagerduty resolve', 'github-acme.payments resolve']],
  ])('is told of %o once', async (does, expected) => {
    const { act, round, events } = await escalated();
    await act(does);
    for (let rounds = 0; rounds < 3; rounds += 1) await round();
    expect(events().slice(2)).toEqual(expected);
  });

  it('is told as an issue’s growth once a check, and pages nobody for it', async () => {
    const { check, round, events, sent } = await escalated();
    await check('bcd23456');
    await round();
    await round();
    expect(events().slice(2)).toEqual(['github-acme.payments seen']);
    expect(sent.at(-1)?.[2]).toMatchObject({ ref: '12' });
    await check('cde23456');
    await round();
    expect(events().slice(2)).toEqual(['github-acme.payments seen', 'github-acme.payments seen']);
  });

  it('is told of its end in the message of its escalation', async () => {
    const { act, round, said } = await escalated();
    await act({ action: 'acknowledge' });
    await round();
    await act({ action: 'resolve' });
    await round();
    expect(said()).toHaveLength(1);
    expect(said()[0]).toMatch(/\*PagerDuty\*: told .*; acknowledged there .*; resolved there/);
  });

  it('triggers again when it is back, in its new thread', async () => {
    const { act, check, round, events, time, slack } = await escalated();
    await act({ action: 'resolve' });
    await round();
    time.nowMs += 3_600_000;
    await check('bcd23456');
    await round();
    await round();
    expect(events().slice(4)).toEqual(['pagerduty trigger', 'github-acme.payments trigger']);
    expect(slack.posted.at(-1)?.message.text).toContain('It is open again');
  });

  it('is not told of an end before its beginning', async () => {
    const { check, press, act, round, faults, events, escalationQueue, worker, time } = escalationWorld({
      escalation: [pagerduty],
    });
    await check('abc23456');
    await press();
    time.nowMs += 1_000;
    await act({ action: 'resolve' });
    faults.push(again('it answered 503'));
    await round();
    const end = escalationQueue.jobs.find(({ event }) => event === 'resolve') as WayJob;
    expect(events()).toEqual([]);
    expect(await tellWay(worker, end)).toMatchObject({ state: 'again' });
    await round();
    expect(events()).toEqual(['pagerduty trigger', 'pagerduty resolve']);
  });
});
