import { describe, expect, it } from 'vitest';
import { QueueUnavailableError } from '../../src/check/check-queue.ts';
import { escalate } from '../../src/check/escalate.ts';
import type { WayJob } from '../../src/check/escalation-record.ts';
import {
  type EscalationSender,
  type Notice,
  type Receipt,
  SendError,
} from '../../src/check/escalation-sender.ts';
import type { EscalationWay } from '../../src/check/escalation-way.ts';
import { followEscalations } from '../../src/check/follow-escalations.ts';
import { tellWay } from '../../src/check/tell-way.ts';
import { afterAct, type IncidentAct } from '../../src/incident/act.ts';
import type { Incident } from '../../src/incident/incident.ts';
import { recordCheck } from '../../src/incident/record-check.ts';
import { aCheck, postError, service, textOf } from './memory-ports.ts';
import { inMemory } from './request-deps.ts';

const pagerduty: EscalationWay = {
  kind: 'pagerduty',
  key: 'pagerduty',
  name: undefined,
  routingKey: 'R0UTINGKEY',
  region: 'eu',
  severity: 'critical',
  apiUrl: 'https://pd.example/',
};
const github: EscalationWay = {
  kind: 'github',
  key: 'github-acme.payments',
  repository: 'acme/payments',
  token: 'ghp_secret',
  labels: [],
  apiUrl: 'https://gh.example',
};
const thread = { channel: 'C0PAY', ts: '1700000000.000001' };
const afterMs = 1_800_000;

/** A leak of payments as the check found it, told of in the check's thread. */
function found(
  incidents: readonly Incident[],
  check: string,
  nowMs: number,
  leaks = ['f00d'],
): readonly Incident[] {
  const findings = {
    check,
    windowFromMs: nowMs - 300_000,
    windowMs: 300_000,
    isConclusive: true,
    detectablePerMinute: { heap: 1, goroutine: 1 },
    found: leaks.map((fingerprint) => ({
      fingerprint,
      kind: 'heap' as const,
      pattern: 'map-retention',
      culprit: `cache.(*Store).${fingerprint}`,
      perMinute: 1_000_000,
      atLeastPerMinute: 900_000,
      replicas: 1,
    })),
  };
  const recorded = recordCheck(incidents, findings, { nowMs, resolvedAfter: 1 });
  return recorded.incidents.map((incident) => ({ ...incident, thread: incident.thread ?? thread }));
}

function world(fields: Parameters<typeof service>[0] = {}) {
  const memory = inMemory({
    services: [service({ escalation: [pagerduty, github], escalateAfterMs: afterMs, ...fields })],
  });
  const sent: [string, Notice, Receipt | undefined][] = [];
  const faults: Error[] = [];
  const sender: EscalationSender = {
    send: async (way, notice, known) => {
      const fault = faults.shift();
      if (fault !== undefined) throw fault;
      sent.push([way.key, notice, known]);
      return way.kind === 'github' ? { ref: '12', link: 'https://gh.example/12' } : {};
    },
  };
  const { deps, incidents, time, escalationQueue, slack } = memory;
  const worker = {
    ...deps,
    sender,
    findService: (name: string) => deps.services.find((each) => each.name === name),
  };
  const run = async (): Promise<void> => {
    for (const job of [...escalationQueue.jobs]) await tellWay(worker, job);
  };
  const act = (does: IncidentAct) =>
    incidents.change('payments', (all) =>
      all.map((each) => afterAct(each, does, { by: 'U0BEA', nowMs: time.nowMs }) ?? each),
    );
  return {
    ...memory,
    worker,
    sent,
    faults,
    run,
    act,
    check: (id: string, leaks?: string[]) =>
      incidents.change('payments', (all) => found(all, id, time.nowMs, leaks)),
    round: async () => {
      await followEscalations(worker);
      await run();
    },
    press: async () => {
      await memory.store.create(aCheck({ state: 'done' }));
      await escalate(deps, {
        check: 'abc23456',
        by: 'U0BEA',
        note: 'I restarted\n<!here> it',
        message: undefined,
      });
    },
    /** What the thread says came of the escalation. */
    said: () =>
      slack.posted
        .filter(({ message }) => message.text.startsWith('*Escalated'))
        .map(({ message }) => message.text),
    events: () => sent.map(([way, { event }]) => `${way} ${event}`),
  };
}

const again = (message: string, retryAfterMs?: number) =>
  new SendError({ kind: 'again', message, nextStep: 'call them', retryAfterMs });

describe('pressing Escalate', () => {
  it('queues each way for each leak, in order, without any secret', async () => {
    const { check, press, escalationQueue, escalationStore, said } = world();
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
    const { check, press, run, sent, said, slack } = world();
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
    const { press, run, sent } = world();
    await press();
    await run();
    expect(sent[0]?.[1]).toMatchObject({
      dedupKey: 'leakcheck:payments:check-abc23456',
      incident: undefined,
    });
  });

  it('leaves out what was silenced, and tells of what was acknowledged before as open', async () => {
    const { check, press, round, act, events, incidents } = world();
    await check('abc23456');
    await act({ action: 'acknowledge' });
    await press();
    await round();
    expect(events()).toEqual(['pagerduty trigger', 'github-acme.payments trigger']);
    expect((await incidents.of('payments'))[0]?.escalated).toMatchObject({ event: 'trigger' });
  });

  it('pages although Slack takes nothing', async () => {
    const { check, press, slack, escalationQueue } = world();
    await check('abc23456');
    slack.faults.push(
      { call: 'post', error: postError('unreachable') },
      { call: 'post', error: postError('unreachable') },
    );
    await press();
    expect(escalationQueue.jobs).toHaveLength(2);
  });

  it('gives the button back when nothing could be queued', async () => {
    const { check, press, escalationQueue, deps } = world();
    await check('abc23456');
    escalationQueue.down = new QueueUnavailableError('away');
    await expect(press()).rejects.toBe(escalationQueue.down);
    escalationQueue.down = undefined;
    await escalate(deps, { check: 'abc23456', by: 'U0BEA', note: '', message: undefined });
    expect(escalationQueue.jobs).toHaveLength(2);
  });
});

describe('a way that does not take it', () => {
  async function oneJob(): Promise<ReturnType<typeof world> & { job: WayJob }> {
    const made = world({ escalation: [pagerduty] });
    await made.check('abc23456');
    await made.press();
    const [job] = made.escalationQueue.jobs;
    if (job === undefined) throw new Error('nothing was queued');
    return { ...made, job };
  }

  it('is tried again after doubling waits, or as long as it asks, and the thread says how often', async () => {
    const { worker, faults, job, said } = await oneJob();
    faults.push(
      again('it answered 503'),
      again('no answer within 10 seconds'),
      again('it answered 429', 120_000),
    );
    const waits: unknown[] = [];
    for (let count = 0; count < 4; count += 1) waits.push(await tellWay(worker, job));
    expect(waits).toEqual([
      { state: 'again', afterMs: 1_000 },
      { state: 'again', afterMs: 2_000 },
      { state: 'again', afterMs: 120_000 },
      { state: 'over' },
    ]);
    expect(said()[0]).toMatch(/\*PagerDuty\*: told/);
  });

  it('is given up after ten tries, with the last answer and the next step', async () => {
    const { worker, faults, job, said, sent } = await oneJob();
    for (let count = 0; count < 10; count += 1) faults.push(again('it answered 503'));
    for (let count = 0; count < 12; count += 1) await tellWay(worker, job);
    expect(sent).toEqual([]);
    expect(faults).toEqual([]);
    expect(said()[0]).toContain('*not told* (10 tries, last: it answered 503). Next step: call them');
  });

  it('is not tried again when it refuses', async () => {
    const { worker, faults, job, said } = await oneJob();
    faults.push(
      new SendError({ kind: 'refused', message: 'it answered 400', nextStep: 'Check the `routingKey`.' }),
    );
    expect(await tellWay(worker, job)).toEqual({ state: 'over' });
    expect(said()[0]).toContain('(1 try, last: it answered 400). Next step: Check the');
  });

  it('that this worker does not know is named with what to do', async () => {
    const { worker, job, said } = await oneJob();
    await tellWay({ ...worker, findService: () => undefined }, job);
    expect(said()[0]).toContain('the services file of this worker does not name it');
  });

  it('is told one thing at a time', async () => {
    const { worker, job, sent } = await oneJob();
    const both = await Promise.all([tellWay(worker, job), tellWay(worker, job)]);
    expect(both.map(({ state }) => state).sort()).toEqual(['again', 'over']);
    expect(sent).toHaveLength(1);
  });

  it('is told although the thread cannot say so', async () => {
    const { worker, job, sent, slack, said } = await oneJob();
    slack.faults.push({ call: 'update', error: postError('lost') });
    await tellWay(worker, job);
    expect(sent).toHaveLength(1);
    await tellWay(worker, job);
    expect(sent).toHaveLength(1);
    expect(said()[0]).toMatch(/told <!date/);
  });
});

describe('an escalated leak', () => {
  async function escalated() {
    const made = world();
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
    const { check, press, act, round, faults, events, escalationQueue, worker, time } = world({
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

describe('a leak that nobody acknowledges', () => {
  it('escalates once by itself after the time, and says so in the thread', async () => {
    const { check, round, events, said, slack, time } = world();
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
    const { check, act, round, sent, slack, time } = world();
    await check('abc23456');
    await act(does);
    time.nowMs += 2 * afterMs;
    await round();
    expect(sent).toEqual([]);
    expect(slack.posted).toEqual([]);
  });

  it('does not when somebody pressed Escalate, nor when it is open for days', async () => {
    const { check, press, round, run, sent, time } = world();
    await check('abc23456');
    await press();
    await run();
    time.nowMs += 2 * afterMs;
    await round();
    expect(sent).toHaveLength(2);
    const old = world();
    await old.check('abc23456');
    old.time.nowMs += 7 * 86_400_000;
    await old.round();
    expect(old.sent).toEqual([]);
  });

  it('tells an owner alone by itself, once, and anew when it is back', async () => {
    const { check, act, round, slack, time, press } = world({ escalation: undefined });
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
    const { check, round, events, slack, time } = world();
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
