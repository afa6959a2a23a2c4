import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { guardedConnector } from '../../src/capture/guarded-connector.ts';
import type { EscalationSender } from '../../src/check/escalation-sender.ts';
import type { EscalationWay } from '../../src/check/escalation-way.ts';
import { createEscalationSender } from '../../src/escalation/create-sender.ts';
import { aNotice } from './notices.ts';
import {
  type Answer,
  cutShort,
  hangs,
  type Receiver,
  resets,
  startReceiver,
  status,
  twice,
} from './receiver.ts';

const nowMs = Date.UTC(2026, 0, 2, 3, 5);
let closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing) await close();
  closing = [];
});

async function world(...answers: Answer[]): Promise<{ receiver: Receiver; sender: EscalationSender }> {
  const receiver = await startReceiver(...answers);
  const connect = guardedConnector({ tlsCa: undefined, connectTimeoutMs: 2_000 });
  const sender = createEscalationSender({
    connect,
    clock: () => nowMs,
    ...(answers.includes(hangs) ? { timeoutMs: 300 } : {}),
  });
  closing.push(sender.close, receiver.close);
  return { receiver, sender };
}

function pagerDuty({ url }: Receiver): EscalationWay {
  const routingKey = 'R0UTINGKEY';
  return {
    kind: 'pagerduty',
    key: 'pagerduty',
    name: undefined,
    routingKey,
    region: 'us',
    severity: 'error',
    apiUrl: `${url}/`,
  };
}

function webhook({ url }: Pick<Receiver, 'url'>): EscalationWay {
  const headers = { 'X-Team': 'payments', 'Content-Type': 'text/plain' };
  return {
    kind: 'webhook',
    key: 'webhook-ops',
    name: 'ops',
    url: `${url}/hook?key=s3cret`,
    secret: 'sixteen-letters-or-more',
    headers,
  };
}

describe('PagerDuty', () => {
  it('gets a trigger with the essentials, the note and the key of the incident', async () => {
    const { receiver, sender } = await world(status(202));
    await sender.send(pagerDuty(receiver), aNotice(), undefined);
    const [request] = receiver.received;
    expect(request).toMatchObject({ method: 'POST', path: '/v2/enqueue' });
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      routing_key: 'R0UTINGKEY',
      event_action: 'trigger',
      dedup_key: 'leakcheck:payments:f00dfeedbeef',
      client_url: 'https://slack.example/C0PAY/1',
      payload: {
        summary: 'payments leaks memory: cache.(*Store).Put, +1.4 MiB/min',
        source: 'payments',
        severity: 'error',
        class: 'map-retention',
        timestamp: '2026-01-02T03:04:05.000Z',
        custom_details: { Verdict: expect.stringContaining('97 %'), Note: 'I restarted\nit' },
      },
    });
  });

  it.each(['acknowledge', 'resolve'] as const)('is told to %s what has that key', async (event) => {
    const { receiver, sender } = await world(status(202));
    await sender.send(pagerDuty(receiver), aNotice({ event }), undefined);
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toEqual({
      routing_key: 'R0UTINGKEY',
      event_action: event,
      dedup_key: 'leakcheck:payments:f00dfeedbeef',
    });
  });
});

describe('a webhook', () => {
  it('gets a document that it can verify, with an id to tell repetitions by', async () => {
    const { receiver, sender } = await world(status(200));
    const notice = aNotice();
    await sender.send(webhook(receiver), notice, undefined);
    await sender.send(webhook(receiver), notice, undefined);
    const [first, second] = receiver.received;
    expect(first?.path).toBe('/hook?key=s3cret');
    expect(first?.headers['x-team']).toBe('payments');
    expect(first?.headers['content-type']).toBe('application/json');
    expect(first?.headers['x-leakcheck-event-id']).toBe(notice.id);
    expect(second?.headers['x-leakcheck-event-id']).toBe(notice.id);
    const [, at, signature] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(first?.headers['x-leakcheck-signature'])) ?? [];
    expect(at).toBe(String(nowMs / 1_000));
    const mac = createHmac('sha256', 'sixteen-letters-or-more').update(`${at}.${first?.body}`).digest('hex');
    expect(signature).toBe(mac);
    expect(JSON.parse(first?.body ?? '')).toMatchObject({
      schema: 'leakcheck.escalation/1',
      id: notice.id,
      event: 'trigger',
      key: 'leakcheck:payments:f00dfeedbeef',
      incident: { fingerprint: 'f00dfeedbeef', firstSeen: '2026-01-01T00:00:00.000Z' },
      by: 'U0BEA',
      note: 'I restarted\nit',
    });
  });

  it.each<[string, Answer]>([
    ['is cut short', cutShort],
    ['is given twice', twice],
  ])('has been told when its answer %s', async (_title, answer) => {
    const { receiver, sender } = await world(answer);
    await sender.send(webhook(receiver), aNotice(), undefined);
    await sender.send(webhook(receiver), aNotice({ id: 'another' }), undefined);
    expect(receiver.received.map(({ headers }) => headers['x-leakcheck-event-id'])).toEqual([
      aNotice().id,
      'another',
    ]);
  });

  it.each<[string, Answer, object]>([
    ['fails', status(503), { kind: 'again', message: 'it answered 503' }],
    ['asks to wait', status(429, { 'retry-after': '7' }), { kind: 'again', retryAfterMs: 7_000 }],
    [
      'asks to wait for days',
      status(503, { 'retry-after': '999999' }),
      { kind: 'again', retryAfterMs: 3_600_000 },
    ],
    ['hangs', hangs, { kind: 'again', message: 'no answer within 0.3 seconds' }],
    [
      'resets',
      resets,
      { kind: 'again', message: expect.stringMatching(/^the connection failed \([A-Z_]+\)$/) },
    ],
    ['refuses', status(401), { kind: 'refused', nextStep: expect.stringContaining('`secret`') }],
    [
      'redirects',
      status(302, { location: 'http://127.0.0.1:1/' }),
      { kind: 'refused', message: 'it redirects (302)' },
    ],
  ])('that %s is said to, and by one request', async (_title, answer, expected) => {
    const { receiver, sender } = await world(answer);
    const error = await sender
      .send(webhook(receiver), aNotice(), undefined)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'SendError', ...expected });
    expect(receiver.received).toHaveLength(1);
    const said = `${String(error)} ${JSON.stringify(error)}`;
    expect(said).not.toMatch(/s3cret|sixteen|\/hook|127\.0\.0\.1/);
  });

  it('that is not there may be there later', async () => {
    const { receiver, sender } = await world();
    await receiver.close();
    await expect(sender.send(webhook(receiver), aNotice(), undefined)).rejects.toMatchObject({
      kind: 'again',
      message: 'the connection failed (ECONNREFUSED)',
    });
  });

  it('at a metadata address is never asked', async () => {
    const { sender } = await world();
    const way = webhook({ url: 'http://169.254.169.254' });
    await expect(sender.send(way, aNotice(), undefined)).rejects.toMatchObject({ kind: 'refused' });
  });
});
