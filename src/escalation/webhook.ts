import { createHmac } from 'node:crypto';
import type { Notice, Receipt } from '../check/escalation-sender.ts';
import type { EscalationWay } from '../check/escalation-way.ts';
import type { Http } from './send-http.ts';
import { isSuccess, statusProblem } from './status-problem.ts';

type Webhook = Extract<EscalationWay, { kind: 'webhook' }>;

/** Posts a notice as a signed document, `leakcheck.escalation/1`. */
export async function sendWebhook(
  http: Http,
  way: Webhook,
  { notice, nowMs }: { readonly notice: Notice; readonly nowMs: number },
): Promise<Receipt> {
  const body = JSON.stringify(webhookDocument(notice));
  const answer = await http.exchange({
    method: 'POST',
    url: new URL(way.url),
    headers: {
      ...lowerCased(way.headers),
      'content-type': 'application/json',
      'x-leakcheck-event-id': notice.id,
      'x-leakcheck-signature': signatureOf(body, way.secret, nowMs),
    },
    body,
    reads: false,
  });
  if (!isSuccess(answer)) throw statusProblem(answer, refusals);
  return {};
}

const refusals = {
  0: 'Check the `url` of this webhook, and what it does not like, in its own log.',
  401: 'Check the `secret` and `headers` of this webhook.',
  403: 'Check the `secret` and `headers` of this webhook.',
  404: 'Check the `url` of this webhook: nothing takes it there.',
  410: 'Check the `url` of this webhook: what took it there is gone.',
};

/** So that one of them cannot stand beside leakcheck's own of the same name. */
function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** `t=<seconds>,v1=<hex>`: HMAC-SHA256 over `<seconds>.<body>`. */
function signatureOf(body: string, secret: string, nowMs: number): string {
  const seconds = Math.floor(nowMs / 1_000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

function webhookDocument(notice: Notice): Readonly<Record<string, unknown>> {
  const { id, event, reason, service, check, atMs, title, facts, incident, dedupKey } = notice;
  return {
    schema: 'leakcheck.escalation/1',
    id,
    event,
    reason,
    at: new Date(atMs).toISOString(),
    key: dedupKey,
    service,
    check,
    title,
    facts,
    incident:
      incident === undefined
        ? null
        : { ...incident, firstSeenMs: undefined, firstSeen: new Date(incident.firstSeenMs).toISOString() },
    by: notice.by ?? null,
    note: notice.note,
    link: notice.permalink ?? null,
  };
}
