import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { EscalationWay } from '../../src/check/escalation-way.ts';
import { examineEscalation } from '../../src/doctor/examine-escalation.ts';
import { service } from '../check/memory-ports.ts';
import { type Answer, json, type Receiver, startReceiver, status } from '../escalation/receiver.ts';

const secrets = /R0UTING|hook-secret|ghp_secret|s3cret-path/;
const open: { close(): Promise<unknown> }[] = [];

afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function receiver(...answers: Answer[]): Promise<Receiver> {
  const started = await startReceiver(...answers);
  open.push(started);
  return started;
}

function pagerduty(apiUrl: string, routingKey = 'R0UTING'.padEnd(32, '0')): EscalationWay {
  const fixed = { key: 'pagerduty', name: undefined, region: 'us', severity: 'critical' } as const;
  return { kind: 'pagerduty', ...fixed, routingKey, apiUrl: `${apiUrl}/` };
}

function webhook(url: string): EscalationWay {
  const secret = 'hook-secret-0123456789';
  return { kind: 'webhook', key: 'webhook-ops', name: 'ops', url: `${url}/s3cret-path`, secret, headers: {} };
}

function github(apiUrl: string): EscalationWay {
  const repository = 'acme/payments';
  return { kind: 'github', key: 'github', repository, token: 'ghp_secret', labels: [], apiUrl };
}

const examine = (escalation: EscalationWay[], names = ['payments']) =>
  examineEscalation(names.map((name) => service({ name, escalation })));

describe('doctor and the ways of escalation', () => {
  it('finds that all are there, and pages nobody', async () => {
    const all = await Promise.all([
      receiver(status(404)),
      receiver(status(405)),
      receiver(json({ archived: false, has_issues: true, permissions: { pull: true } })),
    ]);
    const [pager, hook, hub] = all.map(({ url }) => url);
    const found = await examine([pagerduty(pager ?? ''), webhook(hook ?? ''), github(hub ?? '')]);
    expect(found.map(({ name, state }) => `${state} ${name}`)).toEqual([
      'ok Escalation PagerDuty of payments',
      'ok Escalation Webhook ops of payments',
      'ok Escalation GitHub acme/payments of payments',
    ]);
    const asked = all.flatMap(({ received }) => received.map(({ method, path }) => `${method} ${path}`));
    expect(asked).toEqual(['HEAD /', 'HEAD /', 'GET /repos/acme/payments']);
    expect(JSON.stringify(found)).not.toMatch(secrets);
  });

  it('doubts a routing key that has not the shape of one, without showing it', async () => {
    const pager = await receiver(status(200));
    const [found] = await examine([pagerduty(pager.url, 'R0UTINGKEY')]);
    expect(found).toMatchObject({
      state: 'warn',
      says: expect.stringContaining('not 32 letters and digits'),
      nextStep: expect.stringContaining('integration key'),
    });
    expect(JSON.stringify(found)).not.toMatch(secrets);
  });

  it.each([
    ['a token that GitHub does not take', status(401), /it answered 401/, /`token`/],
    ['a repository that the token does not see', status(404), /it answered 404/, /spelling/],
    ['an archived one', json({ archived: true }), /archived/, /takes issues/],
    ['one without issues', json({ has_issues: false }), /issues are turned off/, /Turn issues on/],
    ['an answer that is not GitHub’s', status(200, {}, '<html>'), /what GitHub would not/, /apiUrl/],
  ])('names %s', async (_what, answer, says, nextStep) => {
    const hub = await receiver(answer);
    const [found] = await examine([github(hub.url)]);
    expect(found).toMatchObject({
      state: 'fail',
      says: expect.stringMatching(says),
      nextStep: expect.stringMatching(nextStep),
    });
    expect(JSON.stringify(found)).not.toMatch(secrets);
  });

  it('names a host where nothing listens, and one that speaks no TLS', async () => {
    const gone = await startReceiver(status(200));
    await gone.close();
    const plain = await receiver(status(200));
    const found = await examine([webhook(gone.url), webhook(plain.url.replace('http:', 'https:'))]);
    expect(found.map(({ state, says }) => `${state} ${says}`)).toEqual([
      'fail the connection failed (ECONNREFUSED)',
      expect.stringMatching(/^fail the connection failed \([A-Z_]+\)$/),
    ]);
    expect(JSON.stringify(found)).not.toMatch(secrets);
  });

  it('contacts no metadata address', async () => {
    const [found] = await examine([webhook('http://169.254.169.254')]);
    expect(found).toMatchObject({
      state: 'fail',
      says: 'its address is one that leakcheck never contacts',
    });
  });

  it('asks a way that several services share once, and names some of them', async () => {
    const hook = await receiver(status(200));
    const found = await examine([webhook(hook.url)], ['payments', 'orders', 'catalog', 'ledger', 'billing']);
    expect(found.map(({ name }) => name)).toEqual([
      'Escalation Webhook ops of payments, orders, catalog and 2 more',
    ]);
    expect(hook.received).toHaveLength(1);
  });

  it('gives up one that takes the connection and says nothing', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    open.push({ close: async () => silent.close() });
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const [found] = await examineEscalation(
      [service({ escalation: [webhook(`http://127.0.0.1:${port}`)] })],
      200,
    );
    expect(found).toMatchObject({ state: 'fail', says: 'no answer within 0.2 seconds' });
  });

  it('has nothing to say where no way is named', async () => {
    expect(await examineEscalation([service()])).toEqual([]);
  });
});
