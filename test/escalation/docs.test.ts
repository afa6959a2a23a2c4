import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { guardedConnector } from '../../src/capture/guarded-connector.ts';
import { createEscalationSender } from '../../src/escalation/create-sender.ts';
import { aNotice } from './notices.ts';
import { startReceiver, status } from './receiver.ts';

const docs = readFileSync(new URL('../../docs/escalation.md', import.meta.url), 'utf8');

describe('docs/escalation.md', () => {
  it('verifies signatures with a snippet that takes what leakcheck sends, and nothing else', async () => {
    const [, code = ''] = /```js\n([\s\S]*?)```/.exec(docs) ?? [];
    const { isFromLeakcheck } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
    const { body, signature } = await sent('sixteen-letters-or-more');
    expect(isFromLeakcheck(body, signature, 'sixteen-letters-or-more', 1_000_000)).toBe(true);
    expect(isFromLeakcheck(`${body} `, signature, 'sixteen-letters-or-more', 1_000_000)).toBe(false);
    expect(isFromLeakcheck(body, signature, 'another-secret-of-theirs', 1_000_000)).toBe(false);
    expect(isFromLeakcheck(body, signature, 'sixteen-letters-or-more', 1_301_000)).toBe(false);
    expect(isFromLeakcheck(body, 'v1=abc', 'sixteen-letters-or-more', 1_000_000)).toBe(false);
  });

  it('shows every key of the document', async () => {
    const [, shown = ''] = /```json\n([\s\S]*?)```/.exec(docs) ?? [];
    const { body } = await sent('sixteen-letters-or-more');
    expect(keysOf(JSON.parse(shown))).toEqual(keysOf(JSON.parse(body)));
  });
});

function keysOf(document: { readonly incident: object }): string[][] {
  return [Object.keys(document), Object.keys(document.incident)];
}

async function sent(secret: string): Promise<{ body: string; signature: string }> {
  const receiver = await startReceiver(status(204));
  const connect = guardedConnector({ tlsCa: undefined, connectTimeoutMs: 2_000 });
  const sender = createEscalationSender({ connect, clock: () => 1_000_000 });
  const way = {
    kind: 'webhook',
    key: 'webhook-ops',
    name: 'ops',
    url: receiver.url,
    secret,
    headers: {},
  } as const;
  await sender.send(way, aNotice(), undefined);
  await sender.close();
  await receiver.close();
  const [request] = receiver.received;
  return { body: request?.body ?? '', signature: String(request?.headers['x-leakcheck-signature']) };
}
