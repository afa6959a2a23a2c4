import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BotProcess } from '../../lab/bot-process.ts';
import { packageRoot } from '../../lab/package-root.ts';
import { startReplay } from '../../lab/replay-target.ts';
import type { Message } from '../../lab/slack/model.ts';
import { startPrivateRedis } from '../../scripts/private-redis.mjs';
import { AuditEntry } from '../../src/access/audit-entry.ts';
import { openStage, places, reply, roots, type Stage, told } from './fixtures/stage.ts';

/**
 * A service that everybody may check and its team alone may silence and escalate, driven as people do: click, read, click. bea is in
 * the team's user group, ann is not. Real bot, workers and Redis; each step stands on the one before.
 */
const here: string = places.payments;
let stage: Stage;
let bot: BotProcess;
let auditFile: string;
let redisUrl: string;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const redis = await startPrivateRedis();
  closing.push(() => redis.stop());
  redisUrl = redis.url;
  const directory = await mkdtemp(path.join(tmpdir(), 'leakcheck-audit-'));
  closing.push(() => rm(directory, { recursive: true }));
  auditFile = path.join(directory, 'audit.jsonl');
  const leaking = await startReplay({ service: 'payments', replica: 'payments-1' });
  closing.push(() => leaking.stop());
  stage = await openStage({
    redisUrl: redis.url,
    scopes: ['usergroups:read'],
    env: { LEAKCHECK_AUDIT_FILE: auditFile },
    services: {
      payments: {
        targets: { 'payments-1': leaking.url },
        owner: { userGroup: places.group, channel: places.oncall, label: 'Payments team' },
        permissions: { silence: places.group, escalate: [places.group] },
      },
      orders: { targets: { 'orders-1': leaking.url }, permissions: allFor('S0NOWHERE') },
      catalog: { targets: { 'catalog-1': leaking.url }, permissions: allFor(places.catalog) },
    },
    rules: { admins: [places.group], personLimit: '2 in 1h' },
  });
  closing.push(() => stage.close());
  bot = await stage.start('bot');
  await stage.start('worker');
});

afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

function allFor(id: string) {
  return { check: [id], escalate: [id], silence: [id] };
}

function command(user: string, text: string, channel = here) {
  return stage.workspace.runCommand({ user, channel, text });
}

function text(message: Message): string {
  return stage.workspace.messageAsText(message);
}

function thread(): Message[] {
  return roots(stage, here).flatMap((root) => [root, ...stage.workspace.replies(here, root.ts)]);
}

/** The newest message that has this button. */
function withButton(actionId: string): Message {
  const at = thread().findLast(({ blocks }) => JSON.stringify(blocks).includes(`"${actionId}"`));
  if (at === undefined) throw new Error(`no button ${actionId} in\n${thread().map(text).join('\n\n')}`);
  return at;
}

function press(user: string, actionId: string): Promise<unknown> {
  const at = withButton(actionId);
  const block = at.blocks.find((each) => JSON.stringify(each).includes(`"${actionId}"`));
  const blockId = String(block?.block_id);
  return stage.workspace.click({ user, channel: here, ts: at.ts, actionId, blockId });
}

function verdicts(count: number): Promise<unknown> {
  const ended = () => roots(stage, here).filter(({ text: said }) => !said.startsWith('Checking'));
  return stage.workspace.waitFor(() => (ended().length >= count ? true : undefined), {
    timeoutMs: 100_000,
    what: `${count} verdicts`,
  });
}

describe('a person without all rights', () => {
  it('reads in the list what is open to them, and what is not', async () => {
    await command('ann', 'list');
    const list = await told(stage, { channel: here }, /1 service\* can be checked/);
    expect(list).toMatch(/\*payments\* .* · you may check only/);
    expect(list).toMatch(/2 more services not open to you here/);
    expect(list).toMatch(/Slack knows no user group `S0NOWHERE`, or it is disabled/);
    expect(list).not.toMatch(/\*orders\*|\*catalog\*/);
  });

  it('is told of a user group that Slack does not know, and of the channel in which a service is checked', async () => {
    await command('ann', 'orders 15s');
    await told(stage, { channel: here }, /may not check \*orders\*[\s\S]*S0NOWHERE[\s\S]*Next step: /);
    await command('ann', 'catalog 15s');
    await told(stage, { channel: here }, /may not check \*catalog\*.*anybody in #catalog-alerts/);
    expect(roots(stage, here)).toEqual([]);
    expect(await stage.leftInRedis()).toEqual([]);
  });

  it('checks, presses Acknowledge under the leak, and reads who may; the button stays for them', async () => {
    await command('ann', 'payments 15s');
    await verdicts(1);
    const before = text(withButton('leakcheck.incident.acknowledge'));
    await press('ann', 'leakcheck.incident.acknowledge');
    await told(
      stage,
      { channel: here },
      /may not acknowledge, .*Who may: @payments-oncall; and the admins: @payments-oncall/,
    );
    await press('ann', 'leakcheck.escalate');
    await told(stage, { channel: here }, /may not escalate checks of \*payments\*/);
    expect(stage.workspace.modals('ann')).toEqual([]);
    expect(text(withButton('leakcheck.incident.acknowledge'))).toBe(before);
  });
});

describe('a member of the team', () => {
  it('presses the same buttons, and they do what they say', async () => {
    await press('bea', 'leakcheck.escalate');
    const modal = await stage.workspace.waitFor(({ modals }) => modals('bea')[0]);
    await stage.workspace.submitView({ user: 'bea', viewId: modal.id, values: {} });
    const [root] = roots(stage, here);
    if (root === undefined) throw new Error('no check');
    await reply(stage, root, /@payments-oncall @bea asks you to look at this check/);
    const at = withButton('leakcheck.incident.acknowledge');
    await press('bea', 'leakcheck.incident.acknowledge');
    await stage.workspace.waitFor(
      () =>
        thread().find(
          ({ ts }) => ts === at.ts && /Acknowledged by @bea/.test(text(at) + thread().map(text).join()),
        ),
      { what: 'an acknowledged leak' },
    );
  });
});

describe('a limit', () => {
  it('says from when on the next check may start, to a click too, and lets what runs come to its verdict', async () => {
    await command('ann', 'payments 20s', places.catalog);
    await stage.workspace.waitFor(() => roots(stage, places.catalog)[0]);
    await command('ann', 'payments 30s');
    await told(
      stage,
      { channel: here },
      /You have started 2 checks within 1h[\s\S]*ask again from .* UTC on/,
    );
    await press('ann', 'leakcheck.rerun');
    await stage.workspace.waitFor(
      ({ ephemerals }) =>
        ephemerals(here, 'ann').filter((each) => /started 2 checks/.test(text(each))).length === 2,
    );
    await stage.workspace.waitFor(
      () =>
        roots(stage, places.catalog).find(
          ({ text: said }) => /leak|suspect|healthy|inconclusive/.test(said) && !said.startsWith('Checking'),
        ),
      { timeoutMs: 100_000, what: 'the verdict of what ran' },
    );
  });

  it('holds for a bot that was started anew', async () => {
    await bot.stop();
    bot = await stage.start('bot');
    await command('ann', 'payments 40s');
    await stage.workspace.waitFor(
      ({ ephemerals }) =>
        ephemerals(here, 'ann').filter((each) => /started 2 checks/.test(text(each))).length === 3,
    );
  });
});

describe('a token that Slack does not take any more', () => {
  it('is told with who mends it; nothing is counted or held back, and asked again it works', async () => {
    stage.workspace.faults.add({ method: 'chat.postMessage', kind: 'refused', error: 'token_revoked' });
    await command('bea', 'payments 50s', places.orders);
    await told(
      stage,
      { user: 'bea', channel: places.orders },
      /does not take leakcheck’s token any more \(`token_revoked`\)[\s\S]*leakcheck doctor/,
    );
    expect(await stage.leftInRedis()).toEqual([]);
    await command('bea', 'payments 50s', places.orders);
    const root = await stage.workspace.waitFor(() => roots(stage, places.orders)[0]);
    const id = /\/leakcheck cancel (\w+)/.exec(text(root))?.[1];
    await command('bea', `cancel ${id}`, places.orders);
    await told(stage, { user: 'bea', channel: places.orders }, /is cancelled/);
  });
});

describe('the audit log', () => {
  it('is read by admins in Slack, and by nobody else', async () => {
    await command('ann', 'audit');
    await told(stage, { channel: here }, /Only admins may do this: @payments-oncall/);
    await command('bea', 'audit payments 100');
    const log = await told(stage, { user: 'bea', channel: here }, /What people did with payments/);
    expect(log).toMatch(/UTC · @bea · acknowledged a leak · \*payments\* · .* · #payments-alerts · done/);
    expect(log).toMatch(/UTC · @ann · acknowledged a leak · .* · \*refused\*: May not silence payments/);
    expect(log).toMatch(/@ann · pressed Re-run · .*\*refused\*: 2 checks were started already/);
    expect(log).toMatch(/@bea · asked for a check · .*\*failed\*: Slack refused: token_revoked/);
    expect(log).toMatch(/@bea · escalated · \*payments\* · `\w+` · #payments-alerts · done/);
  });

  it('is the same on the command line and in the file, as lines of JSON, oldest first', async () => {
    const env = { ...process.env, REDIS_URL: redisUrl, LEAKCHECK_PREFIX: stage.prefix };
    const cli = path.join(packageRoot, 'dist', 'src', 'cli.js');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [cli, 'audit', '--json', '--last', '1000'],
      { env },
    );
    const printed = stdout
      .trimEnd()
      .split('\n')
      .map((line) => AuditEntry.parse(JSON.parse(line)));
    const written = (await readFile(auditFile, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => AuditEntry.parse(JSON.parse(line)));
    expect(printed).toEqual(written);
    expect(printed[0]).toMatchObject({ what: 'list', via: 'command', outcome: 'done' });
    expect(printed.at(-1)).toMatchObject({ what: 'audit', by: stage.workspace.user('bea').id });
    const readable = await promisify(execFile)(
      process.execPath,
      [cli, 'audit', '--service', 'payments', '--last', '1'],
      { env },
    );
    expect(readable.stdout.trimEnd().split('\n')).toHaveLength(1);
  });
});
