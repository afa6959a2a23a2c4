import { describe, expect, it } from 'vitest';
import type { IncidentAct } from '../../src/incident/act.ts';
import { afterMs, escalationWorld, thread } from './escalation-world.ts';
import { postError } from './memory-ports.ts';

describe('a leak that nobody acknowledges', () => {
  it('escalates once by itself after the time, and says so in the thread', async () => {
    const { check, round, events, said, slack, time } = escalationWorld();
    await check('abc23456');
    time.nowMs += afterMs - 1;
    await round();
    expect(events()).toEqual([]);
    time.nowMs += 1;
    for (let rounds = 0; rounds < 3; rounds += 1) await round();
    expect(events()).toEqual(['pagerduty trigger', 'github-acme.payments trigger']);
    expect(said()).toEqual([
      expect.stringContaining('Nobody acknowledged it within 30m, so it escalates by itself.'),
    ]);
    const owner = slack.posted.filter(({ message }) => message.text.startsWith('<!subteam^S0PAY>'));
    expect(owner.map(({ to }) => to.channel)).toEqual(['C0PAY', 'C0OWNER']);
    expect(owner[0]?.to.threadTs).toBe(thread.ts);
  });

  it.each<IncidentAct>([
    { action: 'acknowledge' },
    { action: 'snooze', choice: '1h' },
    { action: 'resolve' },
    { action: 'silence', reason: 'no leak' },
  ])('does not after %o', async (does) => {
    const { check, act, round, sent, slack, time } = escalationWorld();
    await check('abc23456');
    await act(does);
    time.nowMs += 2 * afterMs;
    await round();
    expect(sent).toEqual([]);
    expect(slack.posted).toEqual([]);
  });

  it('does not when somebody pressed Escalate, nor when it is open for days', async () => {
    const { check, press, round, run, sent, time } = escalationWorld();
    await check('abc23456');
    await press();
    await run();
    time.nowMs += 2 * afterMs;
    await round();
    expect(sent).toHaveLength(2);
    const old = escalationWorld();
    await old.check('abc23456');
    old.time.nowMs += 7 * 86_400_000;
    await old.round();
    expect(old.sent).toEqual([]);
  });

  it('tells an owner alone by itself, once, and anew when it is back', async () => {
    const { check, act, round, slack, time, press } = escalationWorld({ escalation: undefined });
    await check('abc23456');
    await press();
    time.nowMs += afterMs;
    await round();
    expect(slack.posted).toHaveLength(2);
    await act({ action: 'resolve' });
    await round();
    time.nowMs += 3_600_000;
    await check('bcd23456');
    await round();
    expect(slack.posted).toHaveLength(2);
    time.nowMs += afterMs;
    await round();
    await round();
    expect(slack.posted.slice(2).map(({ message }) => message.text)).toEqual([
      expect.stringContaining('Nobody acknowledged it within 30m'),
      expect.stringContaining('Nobody acknowledged it within 30m'),
    ]);
  });

  it('pages at once and tells the owner later when Slack is away', async () => {
    const { check, round, events, slack, time } = escalationWorld();
    await check('abc23456');
    time.nowMs += afterMs;
    for (let count = 0; count < 2; count += 1)
      slack.faults.push({ call: 'post', error: postError('unreachable') });
    await round();
    expect(events()).toEqual(['pagerduty trigger', 'github-acme.payments trigger']);
    await round();
    expect(events()).toHaveLength(2);
    expect(slack.posted.filter(({ message }) => message.text.startsWith('<!subteam^S0PAY>'))).toHaveLength(2);
  });
});
