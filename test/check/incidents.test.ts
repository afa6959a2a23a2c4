import { describe, expect, it } from 'vitest';
import { createPublisher } from '../../src/check/create-publisher.ts';
import { UnreadableIncidentsError } from '../../src/check/incident-store.ts';
import { planCheck } from '../../src/check/plan.ts';
import { requestCheck } from '../../src/check/request-check.ts';
import type { Incident } from '../../src/incident/incident.ts';
import { Report } from '../../src/report/report.ts';
import { acknowledged, incident } from '../incident/incident-fixtures.ts';
import { healthyReport, inconclusiveReport, leakReport } from '../report/report-fixtures.ts';
import { aCheck, postError, refused, service, textOf } from './memory-ports.ts';
import { inMemory } from './request-deps.ts';

const [firstFinding] = leakReport.findings;

/** A check whose analysis is stored, of a service with these incidents. */
async function world(options: { report?: Report; incidents?: readonly Incident[] } = {}) {
  const memory = inMemory();
  const { ts } = await memory.slack.poster.post({
    to: { channel: 'C0PAY', threadTs: undefined },
    message: { text: 'Checking', blocks: [] },
    mark: 'abc23456/root',
  });
  const check = aCheck({ state: 'reporting', rootTs: ts });
  await memory.store.create(check);
  const report: Report = { ...(options.report ?? leakReport), check: check.id };
  await memory.profiles.putArtefact(check.id, 'report.json', Buffer.from(JSON.stringify(report)));
  memory.incidents.services.set('payments', options.incidents ?? []);
  const publisher = createPublisher({ ...memory.deps, progressPoster: memory.slack.poster });
  const plan = planCheck({ check: check.id, service: service(), windowMs: 300_000, t0Ms: 0 });
  const known = () => memory.incidents.services.get('payments') ?? [];
  return { ...memory, check, publish: () => publisher.publish(check, plan), known };
}

/** The incident of the fixture's first finding. */
function ofFirst(fields: Partial<Incident> = {}): Incident {
  return incident({ fingerprint: firstFinding?.fingerprint ?? '', ...fields });
}

describe('a check that is published', () => {
  it('counts once, however often a failure makes its job run again', async () => {
    const { publish, slack, known } = await world();
    slack.faults.push({ call: 'post', error: postError('lost'), after: true });
    slack.faults.push({ call: 'share', error: postError('lost'), after: true });
    await expect(publish()).rejects.toThrow('lost');
    await expect(publish()).rejects.toThrow('lost');
    await publish();
    expect(known().map(({ seen }) => seen)).toEqual([1, 1]);
    expect(slack.posted.filter(({ mark }) => mark.includes('incidents'))).toHaveLength(1);
  });

  it('notes its thread as the first one of what it found', async () => {
    const { publish, check, known } = await world();
    await publish();
    const thread = { channel: 'C0PAY', ts: check.rootTs };
    expect(known().map((each) => each.thread)).toEqual([thread, thread]);
  });

  it('keeps the states in the stored report, for whoever reads it later', async () => {
    const { publish, profiles, check } = await world();
    await publish();
    const bytes = await profiles.getArtefact(check.id, 'report.json');
    const stored = Report.parse(JSON.parse(Buffer.from(bytes ?? []).toString('utf8')));
    expect(stored.findings.map((finding) => finding.incident?.state)).toEqual(['new', 'new']);
  });

  it('says nothing of incidents when it was cancelled or is inconclusive', async () => {
    const cancelled = await world();
    await cancelled.store.setState('abc23456', 'cancelled');
    await cancelled.publish();
    expect(cancelled.known()).toEqual([]);
    const before = [ofFirst({ absent: 2 })];
    const inconclusive = await world({ report: inconclusiveReport, incidents: before });
    await inconclusive.publish();
    expect(inconclusive.known()).toEqual(before);
  });

  it('is answered all the same when incidents cannot be read, and says so', async () => {
    const { publish, incidents, slack, store, logger } = await world();
    incidents.down = new UnreadableIncidentsError('no JSON');
    await expect(publish()).resolves.toBeUndefined();
    const said = slack.posted.map(({ message }) => textOf(message)).join('\n');
    expect(said).toContain('Leak: payments is leaking');
    expect(said).toContain('cannot be read from Redis');
    expect(store.checks.get('abc23456')?.state).toBe('done');
    expect(logger.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  it('is not held back when a first thread takes no reply: its own takes the place, and says so', async () => {
    const elsewhere = { channel: 'C0OLD', ts: '1.1' };
    const { publish, slack, known, check } = await world({
      incidents: [ofFirst({ status: acknowledged, thread: elsewhere })],
    });
    const { poster } = slack;
    const post = poster.post;
    poster.post = (message) =>
      message.to.channel === 'C0OLD' ? Promise.reject(refused('restricted_action')) : post(message);
    await publish();
    expect(known().find(({ status }) => status.is === 'acknowledged')?.thread?.ts).toBe(check.rootTs);
    expect(slack.posted.map(({ message }) => textOf(message)).join('\n')).toMatch(
      /Nobody can reply to the first thread of .*so this thread takes the place of it/,
    );
  });

  it('says of a resolved leak nothing more than that where its thread takes no reply', async () => {
    const { publish, slack, known, store } = await world({
      report: { ...healthyReport, service: 'payments' },
      incidents: [ofFirst({ absent: 2, thread: { channel: 'C0OLD', ts: '1.1' } })],
    });
    const { poster } = slack;
    const post = poster.post;
    poster.post = (message) =>
      message.to.channel === 'C0OLD' ? Promise.reject(refused('is_archived')) : post(message);
    await publish();
    const said = slack.posted.map(({ message }) => textOf(message)).join('\n');
    expect(said).toMatch(/Resolved: `.*`, 3 checks in a row did not find it/);
    expect(said).not.toContain('takes the place');
    expect(known()).toMatchObject([{ status: { is: 'resolved' } }]);
    expect(store.checks.get('abc23456')?.state).toBe('done');
  });

  it('tries again when a first thread did not answer', async () => {
    const { publish, slack } = await world({
      incidents: [ofFirst({ status: acknowledged, thread: { channel: 'C0OLD', ts: '1.1' } })],
    });
    const { poster } = slack;
    const post = poster.post;
    let isDown = true;
    poster.post = (message) =>
      message.to.channel === 'C0OLD' && isDown ? Promise.reject(postError('unreachable')) : post(message);
    await expect(publish()).rejects.toThrow('unreachable');
    isDown = false;
    await publish();
    expect(slack.posted.filter(({ to }) => to.channel === 'C0OLD')).toHaveLength(1);
  });
});

describe('a check that is asked for while all that leaks is acknowledged', () => {
  const question = {
    service: 'payments',
    window: '5m',
    requestedBy: 'U0ANN',
    channel: 'C0PAY',
    threadTs: undefined as string | undefined,
  };
  const known = [incident({ status: acknowledged })];

  async function asked(
    changed: Partial<typeof question> = {},
    prepare?: (memory: ReturnType<typeof inMemory>) => void,
  ) {
    const memory = inMemory();
    memory.incidents.services.set('payments', known);
    prepare?.(memory);
    const check = await requestCheck(memory.deps, { ...question, ...changed });
    return { ...memory, check };
  }

  it('runs in the thread of that leak, and who asked is told where', async () => {
    const { check, slack } = await asked();
    expect(check).toMatchObject({ threadTs: '1700000000.000001', joinsKnown: true });
    expect(slack.posted[0]?.to).toEqual({ channel: 'C0PAY', threadTs: '1700000000.000001' });
    expect(slack.ephemerals.map(({ user, message }) => [user, message.text])).toEqual([
      [
        'U0ANN',
        expect.stringMatching(
          /is known .*acknowledged by <@U0BEA>.*<https:\/\/slack\.example\/C0PAY\/1700000000\.000001\|its thread>/,
        ),
      ],
    ]);
  });

  it.each<[string, Parameters<typeof asked>]>([
    ['in a thread of somebody’s own', [{ threadTs: '7.7' }]],
    ['in another channel', [{ channel: 'C0OTHER' }]],
    [
      'and the thread was deleted',
      [{}, ({ slack }) => void slack.faults.push({ call: 'permalink', error: refused('message_not_found') })],
    ],
    [
      'and Slack does not answer',
      [{}, ({ slack }) => void slack.faults.push({ call: 'permalink', error: postError('lost') })],
    ],
    [
      'and incidents cannot be read',
      [
        {},
        ({ incidents }) => {
          incidents.down = new UnreadableIncidentsError('no JSON');
        },
      ],
    ],
  ])('runs where it was asked: %s', async (_, args) => {
    const { check, slack, queue } = await asked(...args);
    expect(check.joinsKnown).toBeUndefined();
    expect(slack.posted[0]?.to.threadTs).toBe(args[0]?.threadTs);
    expect(queue.added).toEqual([check.id]);
  });

  it('is told in the channel that no worker is connected, where who asked will read it', async () => {
    const { slack } = await asked({}, ({ queue }) => {
      queue.workers = 0;
    });
    expect(slack.ephemerals.map(({ to }) => to.threadTs)).toEqual([undefined, undefined]);
    expect(slack.ephemerals[0]?.message.text).toContain('No leakcheck worker is connected');
  });

  it('runs, even when who asked cannot be told where', async () => {
    const { queue, logger } = await asked(
      {},
      ({ slack }) => void slack.faults.push({ call: 'postEphemeral', error: refused('user_not_in_channel') }),
    );
    expect(queue.added).toHaveLength(1);
    expect(logger.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });
});
