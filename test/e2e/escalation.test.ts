import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BotProcess } from '../../lab/bot-process.ts';
import { startReplay } from '../../lab/replay-target.ts';
import type { Message } from '../../lab/slack/model.ts';
import { startPrivateRedis } from '../../scripts/private-redis.mjs';
import { type FakeGitHub, startFakeGitHub } from '../escalation/fake-github.ts';
import { hangs, type Receiver, startReceiver, status } from '../escalation/receiver.ts';
import { answer, openStage, places, reply, root, roots, type Stage, told } from './fixtures/stage.ts';

/**
 * Escalation as people meet it: one bot process, real Redis, a leaking service, and real HTTP servers in the place of PagerDuty, a
 * webhook and GitHub, two of which fail at first. Each step stands on the one before.
 */
type Answer = Awaited<ReturnType<typeof answer>>;
const secrets = {
  PD_KEY: 'R0UTINGKEY-0123456789',
  HOOK_SECRET: 'hook-secret-0123456789',
  GH_TOKEN: 'ghp_0123456789',
};
let stage: Stage;
let pager: Receiver;
let hook: Receiver;
let refusing: Receiver;
let hanging: Receiver;
let github: FakeGitHub;
let leak: Answer;
let unacknowledged: Answer;
let interrupted: Answer;
let worker: BotProcess;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const redis = await startPrivateRedis();
  closing.push(() => redis.stop());
  pager = await startReceiver(status(503), status(202));
  hook = await startReceiver(status(200));
  refusing = await startReceiver(status(401));
  hanging = await startReceiver(hangs, status(200));
  github = await startFakeGitHub();
  closing.push(pager.close, hook.close, refusing.close, hanging.close, github.close);
  const webhook = { name: 'ops', url: `${hook.url}/in`, secret: `\${HOOK_SECRET}` };
  const pagerduty = { routingKey: `\${PD_KEY}`, apiUrl: pager.url, region: 'eu' };
  const owner = { userGroup: places.group, channel: places.oncall, label: 'Payments on-call' };
  stage = await openStage({
    redisUrl: redis.url,
    env: secrets,
    services: {
      payments: {
        targets: { 'payments-1': await recorded() },
        owner,
        escalation: [
          { pagerduty },
          { webhook },
          { webhook: { ...webhook, name: 'wrong', url: refusing.url } },
          { github: { repository: 'acme/payments', token: `\${GH_TOKEN}`, apiUrl: github.url } },
        ],
      },
      billing: {
        targets: { 'billing-1': await recorded() },
        escalation: [{ webhook }],
        escalateAfter: '1m',
      },
      ledger: {
        targets: { 'ledger-1': await recorded('catalog') },
        escalation: [{ webhook: { ...webhook, url: hanging.url } }],
      },
    },
  });
  closing.push(() => stage.close());
  await stage.start('bot');
  worker = await stage.start('worker');
  [leak, unacknowledged, interrupted] = await Promise.all([
    ask(places.payments, 'payments 10s'),
    ask(places.catalog, 'billing 10s'),
    ask(places.orders, 'ledger 10s'),
  ]);
});

afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

async function recorded(service: 'payments' | 'catalog' = 'payments'): Promise<string> {
  const replay = await startReplay({ service, replica: `${service}-1` });
  closing.push(() => replay.stop());
  return replay.url;
}

async function ask(channel: string, text: string): Promise<Answer> {
  await stage.workspace.runCommand({ user: 'ann', channel, text });
  return answer(stage, channel, (await root(stage, channel)).ts);
}

const text = (message: Message) => stage.workspace.messageAsText(message);

function sent({ received }: Receiver, service: string) {
  return received
    .map(({ body }) => JSON.parse(body))
    .filter((each) => JSON.stringify(each).includes(service));
}

const pages = () => pager.received.map(({ body }) => JSON.parse(body));

async function openModal({ root: { channel }, replies }: Answer) {
  const { workspace } = stage;
  const ts = replies[0]?.ts ?? '';
  await workspace.click({ user: 'bea', channel, ts, actionId: 'leakcheck.escalate' });
  return workspace.waitFor(() => workspace.modals('bea')[0]);
}

/** Presses this button under every leak of a check. */
async function pressAll(action: string, { root: { channel }, replies }: Answer): Promise<void> {
  const actionId = `leakcheck.incident.${action}`;
  const at = replies.find(({ blocks }) => JSON.stringify(blocks).includes(`"${actionId}"`));
  for (const { block_id: id } of at?.blocks ?? []) {
    const blockId = String(id);
    if (!blockId.startsWith('leakcheck.incident.buttons.')) continue;
    await stage.workspace.click({ user: 'bea', channel, ts: at?.ts ?? '', actionId, blockId });
  }
}

describe('Escalate', () => {
  it('shows all who will be told, in order, before anybody is', async () => {
    const { workspace } = stage;
    const modal = await openModal(leak);
    expect(JSON.stringify(modal.content.blocks)).toMatch(
      /<#C0ONCALL01>.*PagerDuty \(EU\).*critical.*Webhook ops.*Webhook wrong.*GitHub acme\/payments/,
    );
    expect(pager.received).toEqual([]);
    const values = { 'leakcheck.note_text': 'grows since the <!channel> release' };
    await workspace.submitView({ user: 'bea', viewId: modal.id, values });
  });

  it('tells the owner and every way, tries again what failed, and says in the thread what came of each', async () => {
    const said = text(
      await reply(
        stage,
        leak.root,
        /^(?![\s\S]*being told)[\s\S]*\*Escalated\* by @bea[\s\S]*PagerDuty[^•]*: told [\s\S]*Webhook ops[^•]*: told [\s\S]*Webhook wrong[^•]*: \*not told\*[\s\S]*GitHub acme\/payments[^•]*: told /,
      ),
    );
    expect(said).toMatch(
      /last: it answered 401\)\. Next step: Check the `secret` and `headers` of this webhook/,
    );
    expect(roots(stage, places.oncall)).toHaveLength(1);
    const keys = new Set(pages().map(({ dedup_key }) => dedup_key));
    for (const key of keys) expect(key).toMatch(/^leakcheck:payments:[0-9a-f]{12}$/);
    expect(pages()).toHaveLength(keys.size + 1);
    expect(pages().at(-1)).toMatchObject({
      routing_key: secrets.PD_KEY,
      event_action: 'trigger',
      payload: {
        custom_details: {
          Note: 'grows since the <!channel> release',
          Verdict: expect.stringMatching(/^leak/),
        },
      },
    });
    expect(github.issues).toHaveLength(keys.size);
    expect(github.issues[0]?.body).toMatch(/\*\*Where:\*\* .*\.go/);
  });

  it('signs what a webhook gets', () => {
    const [request] = hook.received;
    const [, at, signature] =
      /^t=(\d+),v1=(\w+)$/.exec(String(request?.headers['x-leakcheck-signature'])) ?? [];
    const mac = createHmac('sha256', secrets.HOOK_SECRET).update(`${at}.${request?.body}`).digest('hex');
    expect(signature).toBe(mac);
  });

  it('acknowledges and resolves there what is acknowledged and resolved in Slack', async () => {
    await pressAll('acknowledge', leak);
    await reply(stage, leak.root, /PagerDuty[^•]*: told [^•]*; acknowledged there/);
    await pressAll('resolve', leak);
    await reply(stage, leak.root, /PagerDuty[^•]*: told [^•]*; acknowledged there [^•]*; resolved there/);
    const key = pages().at(-1)?.dedup_key;
    const events = pages().filter(({ dedup_key }) => dedup_key === key);
    expect(events.map(({ event_action }) => event_action).slice(-3)).toEqual([
      'trigger',
      'acknowledge',
      'resolve',
    ]);
    await stage.workspace.waitFor(() => github.comments.some(({ body }) => body.startsWith('**Resolved:**')));
  });

  it('is told once, by another worker, when the one that told it was killed on the way', async () => {
    const { workspace } = stage;
    await workspace.submitView({ user: 'bea', viewId: (await openModal(interrupted)).id, values: {} });
    await workspace.waitFor(() => hanging.received.length > 0, { timeoutMs: 60_000 });
    process.kill(worker.pid, 'SIGKILL');
    await stage.start('worker');
    await reply(stage, interrupted.root, /\*Escalated\* by @bea\.\n[^\n]*Webhook ops[^•]*: told /);
    const ids = hanging.received.map(({ headers }) => headers['x-leakcheck-event-id']);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    const { channel, ts } = interrupted.root;
    expect(workspace.replies(channel, ts).filter((each) => /Escalated\* by/.test(text(each)))).toHaveLength(
      1,
    );
  });

  it('happens by itself where nobody acknowledged a leak in time, and not where somebody did', async () => {
    const said = await reply(
      stage,
      unacknowledged.root,
      /Nobody acknowledged it within 1m, so it escalates by itself\.[\s\S]*Webhook ops[^•]*: told /,
    );
    expect(text(said)).toContain('*Escalated.*');
    const documents = sent(hook, 'billing');
    expect(documents.map(({ reason, event, by }) => [reason, event, by])).toEqual(
      documents.map(() => ['itself', 'trigger', null]),
    );
    expect(new Set(documents.map(({ key }) => key)).size).toBe(documents.length);
    expect(sent(hook, '"service":"payments"').some(({ reason }) => reason === 'itself')).toBe(false);
  });

  it('is once: who presses afterwards reads that it escalated by itself, and so do the list and the next check', async () => {
    const { workspace } = stage;
    const { channel } = unacknowledged.root;
    const ts = unacknowledged.replies[0]?.ts ?? '';
    await workspace.click({ user: 'bea', channel, ts, actionId: 'leakcheck.escalate' });
    await told(stage, { user: 'bea', channel }, /Already escalated by itself, .* UTC: nobody was told again/);
    await reply(stage, unacknowledged.root, /Escalated by itself at \d{4}-/);
    await workspace.runCommand({ user: 'ann', channel, text: 'incidents billing' });
    await told(stage, { user: 'ann', channel }, /; escalated by itself, \d{4}-[\s\S]*\[ Acknowledge \]/);
    const before = roots(stage, channel).length;
    await workspace.runCommand({ user: 'ann', channel, text: 'billing 10s' });
    const { ts: rootTs } = await workspace.waitFor(() => roots(stage, channel)[before]);
    const again = await answer(stage, channel, rootTs);
    const verdict = again.replies.find((each) => text(each).includes('[ Re-run ]'));
    expect(text(verdict ?? again.root)).toMatch(/Escalated (?:\d of \d leaks )?by itself at/);
    expect(sent(hook, 'billing').filter(({ event }) => event === 'trigger')).toHaveLength(
      new Set(sent(hook, 'billing').map(({ key }) => key)).size,
    );
  });

  it('leaves no secret in the log or in Slack', () => {
    const said = JSON.stringify(
      stage.workspace.calls('chat.postMessage').concat(stage.workspace.calls('chat.update')),
    );
    for (const secret of Object.values(secrets)) {
      expect(stage.logs()).not.toContain(secret);
      expect(said).not.toContain(secret);
    }
  });
});
