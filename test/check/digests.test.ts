import { describe, expect, it } from 'vitest';
import { lookAtDigests } from '../../src/check/digests/look-at-digests.ts';
import { stepDigest } from '../../src/check/digests/step-digest.ts';
import { requestCheck } from '../../src/check/request-check.ts';
import { AlreadyRunningError } from '../../src/check/request-errors.ts';
import { failureReply } from '../../src/slack/replies.ts';
import { incident } from '../incident/incident-fixtures.ts';
import { aDigest, digestWorld, healthy, minuteMs } from './digest-world.ts';
import { aCheck, postError, refused, service, textOf } from './memory-ports.ts';

/** A Thursday. */
const day = Date.UTC(2026, 10, 26);
const hourMs = 60 * minuteMs;
const nine = day + 9 * hourMs;
const dayMs = 24 * hourMs;

const leaking = {
  ...healthy,
  verdict: 'leak' as const,
  confidence: 0.99,
  reason: 'It grows.',
  growth: { heapPerMinute: 2 ** 20, goroutinesPerMinute: 0 },
};

function twelve() {
  return Array.from({ length: 12 }, (_, index) => service({ name: `service-${index + 1}` }));
}

describe('a digest', () => {
  it('is posted when it is due, once, of checks that its sweep made right before', async () => {
    const world = digestWorld({ nowMs: nine - 2 * hourMs, digests: [aDigest()] });
    await world.runUntil(nine - 1);
    expect(world.roots()).toEqual([]);
    const checks = [...world.store.checks.values()];
    expect(checks.map((check) => check.service).sort()).toEqual(['orders', 'payments']);
    expect(checks.every(({ requestedAtMs }) => nine - requestedAtMs < 30 * minuteMs)).toBe(true);
    await world.runUntil(nine + 3 * hourMs);
    expect(world.roots().map(({ message }) => message.text)).toEqual([
      'Digest morning: all 2 services are healthy',
    ]);
    expect(world.store.checks.size).toBe(2);
  });

  it('comes at its own time on the day after, and says since when nothing is new', async () => {
    const world = digestWorld({ nowMs: nine - hourMs, digests: [aDigest()] });
    world.outcomes.set('payments', leaking);
    await world.runUntil(nine + dayMs + hourMs);
    expect(world.roots()).toHaveLength(2);
    expect(world.roots()[1]?.message.text).toMatch(
      /^Digest morning: 2 services, 1 leaking, 1 healthy · 0 open leaks · nothing new since <!date\^\d+\^/,
    );
    expect(textOf(world.roots()[1]?.message ?? { text: '', blocks: [] })).toContain('as before');
  });

  it('asks no service for two checks at once, and no more services together than it may', async () => {
    const services = twelve();
    const world = digestWorld({ nowMs: nine - 2 * hourMs, digests: [aDigest({ atOnce: 3 })], services });
    let most = 0;
    const started: number[] = [];
    for (let at = nine - hourMs; at <= nine + minuteMs; at += 5_000) {
      await world.runUntil(at);
      const running = await world.store.unfinished();
      most = Math.max(most, running.length);
    }
    for (const { requestedAtMs } of world.store.checks.values()) started.push(requestedAtMs);
    expect(most).toBe(3);
    expect(started).toHaveLength(12);
    expect(new Set(started).size).toBe(12);
    expect(Math.min(...started)).toBeGreaterThanOrEqual(nine - 30 * minuteMs);
    expect(world.roots()).toHaveLength(1);
  });

  it('says which services its sweep had no time for, and what to change', async () => {
    const digests = [aDigest({ atOnce: 1, withinMs: 10 * minuteMs })];
    const world = digestWorld({ nowMs: nine - 2 * hourMs, digests, services: twelve() });
    await world.runUntil(nine + hourMs);
    expect(world.roots()[0]?.message.text).toMatch(/12 services, \d+ not checked, \d healthy/);
    const details = world.slack.posted.map(({ message }) => textOf(message)).join('\n');
    expect(details).toContain('The sweep had no time left for it');
  });

  it('takes a check that somebody started over the same window for its own', async () => {
    const world = digestWorld({ nowMs: nine - 2 * hourMs, digests: [aDigest({ services: ['payments'] })] });
    const asked = aCheck({ requestedAtMs: nine - 5 * minuteMs });
    await world.runUntil(nine - 6 * minuteMs - 1);
    world.store.checks.set(asked.id, asked);
    await world.store.reserve(asked);
    await world.runUntil(nine + hourMs);
    expect([...world.store.checks.keys()]).toEqual([asked.id]);
    expect(world.roots()).toHaveLength(1);
  });

  it('makes checks of its own while those of the digest before go on', async () => {
    const services = [service({ defaultWindowMs: 70_000 })];
    const digests = [aDigest({ cron: '* * * * *' })];
    const world = digestWorld({ nowMs: nine, digests, services });
    await world.runUntil(nine + 5 * minuteMs);
    const runs = world.roots().map(({ mark }) => mark.replace(/\/root$/, ''));
    expect(runs.length).toBeGreaterThan(1);
    expect([...world.store.checks.values()].map(({ digest }) => digest)).toEqual(
      expect.arrayContaining(runs),
    );
  });

  it('leaves to the digest before what somebody started before that one was due', async () => {
    const services = [service({ defaultWindowMs: 70_000 })];
    const digests = [aDigest({ cron: '* * * * *' })];
    const world = digestWorld({ nowMs: nine, digests, services });
    await world.runUntil(nine);
    const asked = aCheck({ requestedAtMs: nine + 10_000, windowMs: 70_000 });
    world.store.checks.set(asked.id, asked);
    await world.store.reserve(asked);
    await world.runUntil(nine + 4 * minuteMs);
    const runs = [...world.store.checks.values()].map(({ digest }) => digest);
    expect(runs).not.toContain(`digest-morning-${nine + minuteMs}`);
    expect(runs).toContain(`digest-morning-${nine + 2 * minuteMs}`);
    expect(world.roots().length).toBeGreaterThan(1);
  });

  it('is told as the reason to whoever asks for a check that its sweep makes', async () => {
    const world = digestWorld({ nowMs: nine - hourMs, digests: [aDigest()] });
    await world.runUntil(nine - 3 * minuteMs);
    const question = { service: 'payments', window: '5m', requestedBy: 'U0ANN', channel: 'C0PAY' };
    const asked = requestCheck(world.deps, { ...question, threadTs: undefined });
    const error = await asked.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AlreadyRunningError);
    expect(failureReply(error).text).toContain('is being checked over this window already for a digest');
  });

  it('posts nothing when all are healthy and so it is wished', async () => {
    const world = digestWorld({ nowMs: nine - hourMs, digests: [aDigest({ healthy: 'nothing' })] });
    await world.runUntil(nine + hourMs);
    expect(world.slack.posted).toEqual([]);
    expect(world.digests.records.get('morning')?.memory?.services).toEqual({
      payments: { verdict: 'healthy', heapPerDay: 0, goroutinesPerDay: 0 },
      orders: { verdict: 'healthy', heapPerDay: 0, goroutinesPerDay: 0 },
    });
    world.outcomes.set('orders', leaking);
    await world.runUntil(nine + dayMs + hourMs);
    expect(world.roots()[0]?.message.text).toContain('1 leaking');
    expect(textOf(world.roots()[0]?.message ?? { text: '', blocks: [] })).toContain('worse, was healthy');
  });

  it('draws the growth of its services as all their checks saw it, and says it in words', async () => {
    const world = digestWorld({ nowMs: nine - hourMs, digests: [aDigest()] });
    world.outcomes.set('payments', leaking);
    await world.runUntil(nine + dayMs + hourMs);
    expect(world.charts).toHaveLength(1);
    expect(world.charts[0]?.altText).toContain('payments from +1.4 GiB to +1.4 GiB in 2 checks');
    expect(world.slack.shared.map(({ to }) => to)).toEqual([undefined]);
    expect(world.roots()[1]?.message.blocks).toContainEqual({
      type: 'image',
      slack_file: { id: 'F-growth-by-service.png' },
      alt_text: world.charts[0]?.altText,
    });
    expect(world.slack.uploads[0]?.altText).toBe(world.charts[0]?.altText);
  });

  it('has its chart in its thread where Slack does not show it in the message', async () => {
    const world = digestWorld({ nowMs: nine - hourMs, digests: [aDigest()] });
    world.outcomes.set('payments', leaking);
    await world.runUntil(nine + hourMs);
    const error = refused('invalid_blocks');
    world.slack.faults.push(...Array.from({ length: 6 }, () => ({ call: 'post' as const, error })));
    await world.runUntil(nine + dayMs + hourMs);
    expect(world.roots()).toHaveLength(2);
    expect(textOf(world.roots()[1]?.message ?? { text: '', blocks: [] })).not.toContain('slack_file');
    expect(world.slack.shared.map(({ to }) => to?.threadTs)).toEqual([undefined, world.roots()[1]?.ts]);
  });

  it('comes without its chart where Slack takes no files', async () => {
    const world = digestWorld({ nowMs: nine - hourMs, digests: [aDigest()] });
    world.outcomes.set('payments', leaking);
    await world.runUntil(nine + hourMs);
    const error = refused('missing_scope');
    world.slack.faults.push({ call: 'upload', error }, { call: 'upload', error });
    await world.runUntil(nine + dayMs + hourMs);
    expect(world.roots()).toHaveLength(2);
    expect(world.digests.records.get('morning')?.problem).toBeUndefined();
  });
});

describe('a digest that was due while nothing ran', () => {
  it('is made once when leakcheck is back, and says that it is late; older ones are not', async () => {
    const world = digestWorld({ nowMs: nine - hourMs, digests: [aDigest()] });
    await world.runUntil(nine + hourMs);
    world.downUntil(nine + 3 * dayMs + 2 * hourMs);
    await world.runUntil(nine + 3 * dayMs + 4 * hourMs);
    expect(world.roots()).toHaveLength(2);
    const late = world.roots()[1]?.message.text ?? '';
    expect(late).toContain(`Late: this one was due <!date^${(nine + 3 * dayMs) / 1_000}^`);
    expect(late).toContain('while leakcheck was not running');
    await world.runUntil(nine + 4 * dayMs + hourMs);
    expect(world.roots()).toHaveLength(3);
    expect(world.roots()[2]?.message.text).not.toContain('Late');
  });

  it('is not one that was added, changed or resumed after it would have been due', async () => {
    const world = digestWorld({ nowMs: nine + hourMs, digests: [aDigest()] });
    await world.runUntil(nine + 2 * hourMs);
    world.digestsOfFile.splice(0, 1, aDigest({ cron: '30 9 * * *' }));
    await world.runUntil(nine + 3 * hourMs);
    await world.digests.note('morning', { pause: { by: 'U0ANN', atMs: world.time.nowMs } });
    await world.runUntil(nine + dayMs + 2 * hourMs);
    await world.digests.note('morning', { pause: undefined });
    await world.runUntil(nine + dayMs + 3 * hourMs);
    expect(world.roots()).toEqual([]);
    await world.runUntil(nine + 2 * dayMs + hourMs);
    expect(world.roots()).toHaveLength(1);
  });

  it('is posted although another cannot be read, and what is known of one cannot', async () => {
    const world = digestWorld({ nowMs: nine - hourMs, digests: [aDigest(), aDigest({ name: 'torn' })] });
    const { digests } = world.deps;
    const recordOf = async (name: string) => {
      if (name === 'torn') throw new SyntaxError('no JSON');
      return digests.recordOf(name);
    };
    const { active, failures } = await lookAtDigests({
      ...world.deps,
      digests: { ...digests, recordOf, unreadable: async () => ['newer', 'morning'] },
    });
    expect(active.map(({ name }) => name)).toEqual(['morning']);
    expect(failures.map(String)).toEqual([
      expect.stringMatching(
        /^UnreadableDigestError: The digest newer .*digest remove newer, and add it anew/,
      ),
      'SyntaxError: no JSON',
    ]);
  });

  it.each([
    { days: 59, kept: true },
    { days: 60, kept: false },
  ])('is remembered for 60 days after the file lost it, $days ago: $kept', async ({ days, kept }) => {
    const world = digestWorld({ nowMs: nine, digests: [aDigest()] });
    await world.look();
    world.digestsOfFile.length = 0;
    world.downUntil(nine + days * dayMs);
    await world.look();
    expect(await world.digests.recorded()).toEqual(kept ? ['morning'] : []);
  });

  it('waits for the end of quiet hours', async () => {
    const quietHours = { from: 22 * 60, to: 7 * 60 };
    const world = digestWorld({ nowMs: nine - hourMs, digests: [aDigest({ quietHours })] });
    world.downUntil(nine - hourMs);
    await world.look();
    world.downUntil(nine + 14 * hourMs);
    await world.runUntil(nine + 22 * hourMs - 1);
    expect(world.roots()).toEqual([]);
    await world.runUntil(nine + 22 * hourMs + minuteMs);
    expect(world.roots()[0]?.message.text).toContain('Late');
  });

  it('goes on in another worker where its own one ended, without a second check or message', async () => {
    const world = digestWorld({ nowMs: nine - hourMs, digests: [aDigest()] });
    await world.runUntil(nine - 3 * minuteMs);
    expect(world.queue.added).not.toEqual([]);
    const [job] = [...world.jobs.values()];
    if (job === undefined) throw new Error('no run has begun');
    // The other worker knows of no check that was started.
    const anew = { ...job, sweep: { ...job.sweep, checks: {} } };
    world.jobs.set([...world.jobs.keys()][0] ?? '', anew);
    await world.runUntil(nine + minuteMs);
    const again = await stepDigest(world.deps, job.run, job.sweep);
    expect(again).toEqual({ kind: 'over' });
    expect(world.store.checks.size).toBe(2);
    expect(world.roots()).toHaveLength(1);
  });
});

describe('a digest whose sweep has begun', () => {
  it('is not posted once it is removed', async () => {
    const world = digestWorld({ nowMs: nine - hourMs, digests: [aDigest()] });
    await world.runUntil(nine - minuteMs);
    expect(world.jobs.size).toBe(1);
    world.digestsOfFile.splice(0);
    await world.runUntil(nine + hourMs);
    expect(world.slack.posted).toEqual([]);
    expect(world.jobs.size).toBe(0);
    expect(world.digests.records.get('morning')?.memory).toBeUndefined();
  });

  it('is not tried again and again once it is removed because Slack does not take it', async () => {
    const world = digestWorld({ nowMs: nine - hourMs, digests: [aDigest()] });
    const error = refused('is_archived');
    world.slack.faults.push(...Array.from({ length: 500 }, () => ({ call: 'post' as const, error })));
    await world.runUntil(nine + minuteMs);
    world.digestsOfFile.splice(0);
    await world.runUntil(nine + 3 * minuteMs);
    const tried = world.slack.calls.filter((call) => call === 'post').length;
    await world.runUntil(nine + hourMs);
    expect(world.slack.calls.filter((call) => call === 'post')).toHaveLength(tried);
    expect(world.jobs.size).toBe(0);
  });

  it('is not posted while it is paused, nor made up for', async () => {
    const world = digestWorld({ nowMs: nine - hourMs, digests: [aDigest()] });
    await world.runUntil(nine - minuteMs);
    await world.digests.note('morning', { pause: { by: 'U0ANN', atMs: world.time.nowMs } });
    await world.runUntil(nine + hourMs);
    await world.digests.note('morning', { pause: undefined });
    await world.runUntil(nine + 2 * hourMs);
    expect(world.slack.posted).toEqual([]);
    expect(world.jobs.size).toBe(0);
  });

  it('comes at its time where it was resumed before that', async () => {
    const world = digestWorld({ nowMs: nine - hourMs, digests: [aDigest()] });
    await world.runUntil(nine - 6 * minuteMs);
    await world.digests.note('morning', { pause: { by: 'U0ANN', atMs: world.time.nowMs } });
    await world.runUntil(nine - 5 * minuteMs);
    await world.digests.note('morning', { pause: undefined });
    await world.runUntil(nine + 15 * minuteMs);
    expect(world.roots()).toHaveLength(1);
  });

  it('is not posted at a time that is not its own any more', async () => {
    const world = digestWorld({ nowMs: nine - hourMs, digests: [aDigest()] });
    await world.runUntil(nine - minuteMs);
    world.digestsOfFile.splice(0, 1, aDigest({ cron: '0 10 * * *' }));
    await world.runUntil(nine + 2 * hourMs);
    expect(world.roots().map(({ mark }) => mark)).toEqual([`digest-morning-${nine + hourMs}/root`]);
  });

  it('is posted in the channel that it was given instead of one that does not take it', async () => {
    const world = digestWorld({ nowMs: nine - hourMs, digests: [aDigest()] });
    const { post } = world.slack.poster;
    world.slack.poster.post = (message) =>
      message.to.channel === 'C0PAY' ? Promise.reject(refused('is_archived')) : post(message);
    await world.runUntil(nine + minuteMs);
    world.digestsOfFile.splice(0, 1, aDigest({ channel: 'C0NEW' }));
    await world.runUntil(nine + 3 * minuteMs);
    expect(world.roots().map(({ to }) => to.channel)).toEqual(['C0NEW']);
    expect(world.digests.records.get('morning')?.problem).toBeUndefined();
  });
});

describe('a quiet weekend', () => {
  it('has no digest and no sweep', async () => {
    const friday = nine + dayMs;
    const world = digestWorld({ nowMs: friday - hourMs, digests: [aDigest({ weekends: false })] });
    await world.runUntil(friday + 3 * dayMs + hourMs);
    expect(world.roots().map(({ mark }) => mark)).toEqual(
      [friday, friday + 3 * dayMs].map((dueMs) => `digest-morning-${dueMs}/root`),
    );
    expect(world.store.checks.size).toBe(4);
  });
});

describe('a digest that Slack does not take', () => {
  it.each([
    ['is_archived', /the channel is archived/, /open it again/],
    ['channel_not_found', /knows no such channel/, /correct the channel/],
    ['token_revoked', /takes leakcheck’s token no more/, /install the app again/],
    ['not_in_channel', /not in the channel/, /\/invite @leakcheck/],
  ])(
    'because of %s is noted with the next step, tried again, and posted once',
    async (code, problem, next) => {
      const world = digestWorld({ nowMs: nine - hourMs, digests: [aDigest()] });
      world.slack.faults.push(
        ...Array.from({ length: 3 }, () => ({ call: 'post' as const, error: refused(code) })),
      );
      await world.runUntil(nine + 10_000);
      const noted = world.digests.records.get('morning')?.problem;
      expect(noted?.problem).toMatch(problem);
      expect(noted?.nextStep).toMatch(next);
      await world.runUntil(nine + hourMs);
      expect(world.roots()).toHaveLength(1);
      expect(world.digests.records.get('morning')?.problem).toBeUndefined();
    },
  );

  it('until the next one is due leaves all its news to that one', async () => {
    const world = digestWorld({ nowMs: nine - 30 * minuteMs, digests: [aDigest({ cron: '0 * * * *' })] });
    world.outcomes.set('payments', leaking);
    await world.runUntil(nine + minuteMs);
    const error = refused('is_archived');
    world.slack.faults.push(...Array.from({ length: 5_000 }, () => ({ call: 'post' as const, error })));
    await world.runUntil(nine + 2 * hourMs - minuteMs);
    world.slack.faults.length = 0;
    await world.runUntil(nine + 2 * hourMs + 30 * minuteMs);
    expect(world.roots().map(({ mark }) => mark)).toEqual(
      [nine, nine + 2 * hourMs].map((dueMs) => `digest-morning-${dueMs}/root`),
    );
    expect(world.roots()[1]?.message.text).toContain(`nothing new since <!date^${nine / 1_000}^`);
  });

  it('to its end tells of the time of its message: what comes before the rest is there is the next one’s news', async () => {
    const world = digestWorld({ nowMs: nine - hourMs, digests: [aDigest()] });
    world.outcomes.set('payments', leaking);
    const { post } = world.slack.poster;
    world.slack.poster.post = (message) =>
      message.to.threadTs !== undefined && world.time.nowMs < nine + 10 * minuteMs
        ? Promise.reject(postError('unreachable'))
        : post(message);
    await world.runUntil(nine + 5 * minuteMs);
    expect(world.roots()).toHaveLength(1);
    const first = { ...incident().first, atMs: nine + 6 * minuteMs };
    world.incidents.services.set('orders', [incident({ first, last: first })]);
    await world.runUntil(nine + dayMs + hourMs);
    expect(world.roots()).toHaveLength(2);
    expect(world.roots()[0]?.message.text).toContain('nothing new');
    expect(world.roots()[1]?.message.text).toContain('1 new since');
  });

  it('with the answer lost is looked for before it is posted again', async () => {
    const world = digestWorld({ nowMs: nine - hourMs, digests: [aDigest()] });
    world.slack.faults.push({ call: 'post', error: postError('lost'), after: true });
    await world.runUntil(nine + hourMs);
    expect(world.roots()).toHaveLength(1);
  });
});
