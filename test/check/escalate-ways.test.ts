import { describe, expect, it } from 'vitest';
import { QueueUnavailableError } from '../../src/check/check-queue.ts';
import { escalate } from '../../src/check/escalate.ts';
import { escalationWorld } from './escalation-world.ts';
import { postError, textOf } from './memory-ports.ts';

describe('pressing Escalate', () => {
  it('queues each way for each leak, in order, without any secret', async () => {
    const { check, press, escalationQueue, escalationStore, said } = escalationWorld();
    await check('abc23456', ['f00d', 'beef']);
    await press();
    expect(escalationQueue.jobs.map(({ way, incident, event }) => [way, incident, event])).toEqual([
      ['pagerduty', 'f00d', 'trigger'],
      ['pagerduty', 'beef', 'trigger'],
      ['github-acme.payments', 'f00d', 'trigger'],
      ['github-acme.payments', 'beef', 'trigger'],
    ]);
    expect(JSON.stringify([escalationQueue.jobs, [...escalationStore.records]])).not.toMatch(
      /R0UTING|ghp_|(pd|gh)\.example/,
    );
    expect(said()).toEqual([expect.stringMatching(/by <@U0BEA>[\s\S]*\*PagerDuty\*.*f00d.*being told/)]);
  });

  it('tells each way once, with the note, and says so in one message', async () => {
    const { check, press, run, sent, said, slack } = escalationWorld();
    await check('abc23456');
    await press();
    await run();
    await run();
    expect(sent.map(([way, { dedupKey, note, by }]) => [way, dedupKey, note, by])).toEqual([
      ['pagerduty', 'leakcheck:payments:f00d', 'I restarted\n<!here> it', 'U0BEA'],
      ['github-acme.payments', 'leakcheck:payments:f00d', 'I restarted\n<!here> it', 'U0BEA'],
    ]);
    expect(said()).toHaveLength(1);
    expect(said()[0]).toMatch(
      /• \*PagerDuty\*: told <!date.*\n• <https:\/\/gh\.example\/12\|GitHub acme\/payments>: told/,
    );
    expect(slack.posted.map(({ message }) => textOf(message)).join()).not.toContain('<!here>');
  });

  it('tells of a check without leaks as such', async () => {
    const { press, run, sent } = escalationWorld();
    await press();
    await run();
    expect(sent[0]?.[1]).toMatchObject({
      dedupKey: 'leakcheck:payments:check-abc23456',
      incident: undefined,
    });
  });

  it('leaves out what was silenced, and tells of what was acknowledged before as open', async () => {
    const { check, press, round, act, events, incidents } = escalationWorld();
    await check('abc23456');
    await act({ action: 'acknowledge' });
    await press();
    await round();
    expect(events()).toEqual(['pagerduty trigger', 'github-acme.payments trigger']);
    expect((await incidents.of('payments'))[0]?.escalated).toMatchObject({ event: 'trigger' });
  });

  it('pages although Slack takes nothing, and says in the thread that the owner was not told', async () => {
    const { check, press, slack, escalationQueue, said } = escalationWorld();
    await check('abc23456');
    slack.faults.push(
      { call: 'post', error: postError('unreachable') },
      { call: 'post', error: postError('unreachable') },
    );
    await press();
    expect(escalationQueue.jobs).toHaveLength(2);
    expect(said()).toEqual([
      expect.stringMatching(
        /^\*Escalated\* by <@U0BEA>\. The owner was \*not told\* in Slack \(.*\)\. Next step: tell its people yourself\./,
      ),
    ]);
  });

  it('gives the button back when nothing could be queued', async () => {
    const { check, press, escalationQueue, deps } = escalationWorld();
    await check('abc23456');
    escalationQueue.down = new QueueUnavailableError('away');
    await expect(press()).rejects.toBe(escalationQueue.down);
    escalationQueue.down = undefined;
    await escalate(deps, { check: 'abc23456', by: 'U0BEA', note: '', message: undefined });
    expect(escalationQueue.jobs).toHaveLength(2);
  });
});
