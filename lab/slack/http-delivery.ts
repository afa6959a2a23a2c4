import { createHmac, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { type Args, objectOf } from './args.ts';
import type { Json } from './model.ts';
import type { Delivery, EnvelopeType } from './socket-mode.ts';

/** Where Slack posts what happens, and what it signs that with, for an app without Socket Mode. */
export interface HttpDelivery {
  readonly url: string;
  readonly signingSecret: string;
}

/** Posts one payload as Slack does: signed, commands and interactions as forms, events as JSON. */
export async function deliverOverHttp(
  { url, signingSecret }: HttpDelivery,
  payload: { readonly type: EnvelopeType; readonly payload: Json; readonly retryAttempt: number },
  ackTimeoutMs: number,
): Promise<Delivery> {
  const { contentType, body } = bodyOf(payload);
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const hash = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  const headers = {
    'content-type': contentType,
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${hash}`,
    ...(payload.retryAttempt > 0 ? { 'x-slack-retry-num': String(payload.retryAttempt) } : {}),
  };
  const start = performance.now();
  const answer = await post(url, { body, headers, ackTimeoutMs });
  if (typeof answer === 'string') return { ok: false, error: answer };
  return { ok: true, envelopeId: randomUUID(), ackMs: performance.now() - start, response: answer };
}

/** What the ack carries, or Slack's word for that there was none. */
function post(
  url: string,
  call: {
    readonly body: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly ackTimeoutMs: number;
  },
): Promise<Args | Extract<Delivery, { ok: false }>['error']> {
  const signal = AbortSignal.timeout(call.ackTimeoutMs);
  return new Promise((resolve) => {
    // No connection is kept: the app may be another process by the next delivery.
    const asked = request(url, { method: 'POST', agent: false, headers: call.headers, signal });
    asked.on('error', () => resolve(signal.aborted ? 'operation_timeout' : 'dispatch_failed'));
    asked.on('response', (response) => {
      text(response).then(
        (said) => resolve(response.statusCode === 200 ? responseOf(said) : 'dispatch_failed'),
        () => resolve('operation_timeout'),
      );
    });
    asked.end(call.body);
  });
}

function bodyOf({ type, payload }: { readonly type: EnvelopeType; readonly payload: Json }) {
  const form = 'application/x-www-form-urlencoded';
  switch (type) {
    case 'events_api':
      return { contentType: 'application/json', body: JSON.stringify(payload) };
    case 'interactive':
      return {
        contentType: form,
        body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
      };
    case 'slash_commands': {
      const fields = Object.entries(objectOf(payload) ?? {}).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]);
      return { contentType: form, body: new URLSearchParams(fields).toString() };
    }
  }
}

/** What an ack carries; plain text or nothing carries nothing that a test looks at. */
function responseOf(said: string): Args {
  if (!said.startsWith('{')) return said === '' ? {} : { text: said };
  return objectOf(JSON.parse(said)) ?? {};
}
