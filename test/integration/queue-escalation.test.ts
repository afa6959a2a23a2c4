import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { guardedConnector } from '../../src/capture/guarded-connector.ts';
import type { Service } from '../../src/check/service.ts';
import { inOneWorkspace } from '../../src/check/workspaces/by-workspace.ts';
import { createEscalationSender } from '../../src/escalation/create-sender.ts';
import { createWorkerEscalation } from '../../src/serve/worker-escalation.ts';
import { createRedisIncidentStore } from '../../src/store/redis-incident-store.ts';
import { createRedisPostLog } from '../../src/store/redis-post-log.ts';
import { memoryAudit, memoryLogger, memoryPoster, service } from '../check/memory-ports.ts';
import { type FakeGitHub, startFakeGitHub } from '../escalation/fake-github.ts';
import {
  type Answer,
  cutShort,
  hangs,
  type Receiver,
  resets,
  startReceiver,
  status,
} from '../escalation/receiver.ts';
import { incident } from '../incident/incident-fixtures.ts';
import { openWorld, type World } from './fixtures/check-world.ts';
import { type PrivateRedis, startPrivateRedis } from './fixtures/private-redis.ts';

/** Escalations through a real Redis and real workers to real HTTP servers; only Slack and the time are made up. */
let server: PrivateRedis;
let world: World;
let github: FakeGitHub;
let pager: Receiver;
let stop: (() => Promise<unknown>)[] = [];
const secrets = /R0UTINGKEY|ghp_secret/;

beforeAll(async () => {
  server = await startPrivateRedis();
});
afterAll(() => server.remove());
beforeEach(async () => {
  world = openWorld({ url: server.url });
  github = await startFakeGitHub();
});
afterEach(async () => {
  for (const close of stop) await close();
  stop = [];
  await world.close();
  await github.close();
});

/** A leak of payments that has been open for half an hour, with workers that follow it. */
async function stage(answers: Answer[], options: { readonly workers?: number } = {}) {
  pager = await startReceiver(...answers);
  const { prefix, redis, store } = world;
  const incidents = createRedisIncidentStore({ redis, prefix, clock: Date.now });
  const nowMs = Date.now();
  const openMs = nowMs - 1_800_000;
  const sighting = { ...incident().last, check: 'abc23456', atMs: openMs };
  const leak = incident({ first: sighting, last: sighting, events: [{ kind: 'found', atMs: openMs }] });
  await incidents.change('payments', () => [leak]);
  const slack = memoryPoster();
  const logger = memoryLogger();
  const services: Service[] = [
    service({
      owner: undefined,
      escalateAfterMs: 1_800_000,
      escalation: [
        {
          ...{ kind: 'pagerduty', key: 'pagerduty', name: undefined, region: 'us', severity: 'critical' },
          ...{ routingKey: 'R0UTINGKEY', apiUrl: `${pager.url}/` },
        },
        {
          ...{ kind: 'github', key: 'github-acme.payments', repository: 'acme/payments' },
          ...{ token: 'ghp_secret', labels: [], apiUrl: github.url },
        },
      ],
    }),
  ];
  const audit = memoryAudit();
  const parts = {
    ...{ redis, prefix, store, incidents, posterIn: () => slack.poster, profiles: world.deps.profiles },
    auditSinks: [audit],
  };
  const connect = guardedConnector({ tlsCa: undefined, connectTimeoutMs: 2_000 });
  for (let count = 0; count < (options.workers ?? 1); count += 1) {
    const postLog = createRedisPostLog({ redis, prefix });
    const escalation = createWorkerEscalation({ services, logger }, { ...parts, postLog });
    const sender = createEscalationSender({ connect, clock: Date.now, timeoutMs: 1_000 });
    const running = await world.startWorkers({
      escalation: inOneWorkspace({ ...escalation.in(undefined), sender, firstWaitMs: 10 }),
    });
    stop.push(running.close, escalation.close, sender.close);
  }
  stop.push(pager.close);
  const act = (fields: object) =>
    incidents.change('payments', (all) => all.map((each) => ({ ...each, ...fields })));
  return { slack, logger, incidents, audit, act };
}

function events(): unknown[] {
  return pager.received.map(({ body }) => JSON.parse(body).event_action);
}

type Slack = ReturnType<typeof memoryPoster>;

function said(slack: Slack, words: RegExp): Promise<void> {
  return vi.waitFor(
    () => expect(slack.posted.map(({ message }) => message.text)).toEqual([expect.stringMatching(words)]),
    { timeout: 40_000, interval: 20 },
  );
}

describe('an escalation in the queue', () => {
  it('is told once by itself to every way although each failed at first, and the thread says so', async () => {
    github.strike('POST /issues', 'loses');
    const { slack } = await stage([status(503), resets, hangs, status(202)]);
    await said(slack, /escalates by itself[\s\S]*PagerDuty\*: told [\s\S]*\|GitHub acme\/payments>: told/);
    expect(events()).toEqual(['trigger', 'trigger', 'trigger', 'trigger']);
    expect(new Set(pager.received.map(({ body }) => JSON.parse(body).dedup_key)).size).toBe(1);
    expect(github.issues).toHaveLength(1);
    expect(github.comments).toEqual([]);
  });

  it('is one alert and one issue however many workers there are, and one message', async () => {
    const { slack } = await stage([cutShort], { workers: 3 });
    await said(slack, /PagerDuty\*: told [\s\S]*GitHub acme\/payments>: told/);
    expect(events()).toEqual(['trigger']);
    expect(github.issues).toHaveLength(1);
  });

  it('follows the leak: acknowledged and resolved there too', async () => {
    const { slack, act } = await stage([status(202)]);
    await said(slack, /PagerDuty\*: told /);
    await act({ status: { is: 'acknowledged', by: 'U0BEA', atMs: Date.now() } });
    await said(slack, /PagerDuty\*: told .*; acknowledged there/);
    await act({ status: { is: 'resolved', by: 'U0BEA', atMs: Date.now() } });
    await said(slack, /PagerDuty\*: told .*; acknowledged there .*; resolved there/);
    expect(events()).toEqual(['trigger', 'acknowledge', 'resolve']);
    expect(github.comments.map(({ body }) => body.slice(0, 13))).toEqual(['**Resolved:**']);
  });

  it('is given up after ten tries, with the last answer and the next step', async () => {
    const { slack } = await stage([status(503)]);
    await said(slack, /PagerDuty\*: \*not told\* \(10 tries, last: it answered 503\)\. Next step: /);
    expect(pager.received).toHaveLength(10);
  });

  it('leaves no secret in Redis, in the log or in the thread', async () => {
    await world.redis.config('SET', 'rdbcompression', 'no');
    github.strike('GET /issues', 401);
    const { slack, logger } = await stage([status(400)]);
    await said(slack, /last: it answered 400[\s\S]*last: it answered 401/);
    const keys = await world.redis.keys(`${world.prefix.replace(/[{}]/g, '\\$&')}*`);
    const dumps = await Promise.all(keys.map((key) => world.redis.dumpBuffer(key)));
    expect(keys.length).toBeGreaterThan(3);
    // A job that has ended in between is gone.
    for (const dump of dumps) expect(dump?.toString('latin1') ?? '').not.toMatch(secrets);
    expect(JSON.stringify(logger.lines)).not.toMatch(secrets);
    expect(JSON.stringify(slack.posted)).not.toMatch(secrets);
    expect(String(github.tokens.values().next().value)).toMatch(secrets);
  });
});
