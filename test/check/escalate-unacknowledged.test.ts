import { describe, expect, it } from 'vitest';
import type { IncidentAct } from '../../src/incident/act.ts';
import { afterMs, escalationWorld, thread } from './escalation-world.ts';
import { postError, refused } from './memory-ports.ts';

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

  it('does when its snooze has been over for that long, once, also where no check has noted that', async () => {
    const { check, act, round, events, time } = escalationWorld();
    await check('abc23456');
    await act({ action: 'snooze', choice: '1h' });
    time.nowMs += 3_600_000 + afterMs - 1;
    await round();
    expect(events()).toEqual([]);
    time.nowMs += 1;
    await round();
    await round();
    await check('bcd23456');
    await round();
    expect(events().filter((event) => !event.endsWith('seen'))).toEqual([
      'pagerduty trigger',
      'github-acme.payments trigger',
    ]);
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

  it('is not taken for escalated while Slack refuses to tell the owner, who is told when it takes it again', async () => {
    const { check, round, slack, time, incidents, audit } = escalationWorld({ escalation: undefined });
    await check('abc23456');
    time.nowMs += afterMs;
    const error = refused('is_archived');
    slack.faults.push(...Array.from({ length: 4 }, () => ({ call: 'post' as const, error })));
    for (let rounds = 0; rounds < 5; rounds += 1) {
      await round();
      time.nowMs += 10_000;
    }
    expect((await incidents.of('payments'))[0]?.escalated).toBeUndefined();
    expect(slack.calls).toEqual(['permalink', 'post', 'post']);
    expect(audit.entries.map(({ outcome, why }) => [outcome, why])).toEqual([
      ['failed', expect.stringContaining('that channel is archived')],
    ]);
    for (let tries = 0; tries < 3; tries += 1) {
      time.nowMs += 600_000;
      await round();
    }
    const owner = slack.posted.filter(({ message }) => message.text.startsWith('<!subteam^S0PAY>'));
    expect(owner.map(({ to }) => to.channel)).toEqual(['C0PAY', 'C0OWNER']);
    expect((await incidents.of('payments'))[0]?.escalated?.event).toBe('trigger');
    expect(audit.entries.map(({ outcome }) => outcome)).toEqual(['failed', 'done']);
  });

  it('is told in the channel where its thread was deleted, with what it is about', async () => {
    const { check, round, slack, time, incidents } = escalationWorld({
      escalation: undefined,
      owner: { userGroup: 'S0PAY', channel: undefined, label: 'payments on-call' },
    });
    await check('abc23456');
    time.nowMs += afterMs;
    slack.faults.push({ call: 'post', error: refused('thread_not_found') });
    await round();
    await round();
    expect(slack.posted.map(({ to }) => to)).toEqual([{ channel: 'C0PAY', threadTs: undefined }]);
    expect(slack.posted[0]?.message.text).toMatch(/<!subteam\^S0PAY> \*payments\*.*Nobody acknowledged it/);
    expect((await incidents.of('payments'))[0]?.escalated?.event).toBe('trigger');
  });

  it('says in the thread that the owner was not told where others were', async () => {
    const { check, round, slack, time, said, incidents } = escalationWorld();
    await check('abc23456');
    time.nowMs += afterMs;
    const { post } = slack.poster;
    slack.poster.post = (message) =>
      message.message.text.startsWith('<!subteam') ? Promise.reject(refused('is_archived')) : post(message);
    await round();
    expect(said()).toEqual([
      expect.stringMatching(
        /The owner was \*not told\* in Slack \(.*archived.*\)\. Next step: tell its people/,
      ),
    ]);
    expect((await incidents.of('payments'))[0]?.escalated?.event).toBe('trigger');
  });

  it('pages once although it is found again before the owner could be told', async () => {
    const { check, round, events, slack, time, escalationStore, said } = escalationWorld();
    await check('abc23456');
    time.nowMs += afterMs;
    for (let count = 0; count < 2; count += 1)
      slack.faults.push({ call: 'post', error: postError('unreachable') });
    await round();
    await check('bcd23456', ['beef', 'f00d']);
    await round();
    expect(events().filter((event) => event.endsWith('trigger'))).toEqual([
      'pagerduty trigger',
      'github-acme.payments trigger',
    ]);
    expect(escalationStore.records.size).toBe(1);
    expect(said()).toHaveLength(1);
    expect(said()[0]).not.toContain('not told');
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
