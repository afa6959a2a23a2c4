import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goIsPresent, startService } from '../../lab/go-services.ts';
import { startReplay } from '../../lab/replay-target.ts';
import type { Message, SlackFile } from '../../lab/slack/model.ts';
import { startPrivateRedis } from '../../scripts/private-redis.mjs';
import { readProfile } from '../../src/profile/read-profile.ts';
import { Report } from '../../src/report/report.ts';
import {
  answer,
  checkId,
  openStage,
  places,
  reply,
  root,
  roots,
  type Stage,
  told,
} from './fixtures/stage.ts';

/** The product's main job as a person meets it: one bot process, real Redis, real services, three checks at once. */
type Answer = Awaited<ReturnType<typeof answer>>;
let stage: Stage;
let leak: Answer;
let healthy: Answer;
let bare: Answer;
const closing: (() => Promise<unknown>)[] = [];
const ledgerWindow = (await goIsPresent()) ? '10s' : '20s';

beforeAll(async () => {
  const redis = await startPrivateRedis();
  closing.push(() => redis.stop());
  const owner = { userGroup: places.group, channel: places.oncall, label: 'Payments on-call' };
  stage = await openStage({
    redisUrl: redis.url,
    services: {
      payments: { targets: await payments(), owner, memoryLimit: '512MiB' },
      ledger: { targets: await ledger() },
      orders: { targets: await recorded('orders', 2), attachProfiles: false },
    },
  });
  closing.push(() => stage.close());
  await stage.start();
  [leak, healthy, bare] = await Promise.all([
    ask(places.payments, 'payments 10s'),
    ask(places.catalog, `ledger ${ledgerWindow}`),
    ask(places.orders, 'orders 10s'),
  ]);
});

afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

describe('/leakcheck payments 10s', () => {
  it('is acknowledged well under a second', () => {
    const commands = stage.workspace.envelopes().filter(({ type }) => type === 'slash_commands');
    expect(commands).toHaveLength(3);
    for (const { ackMs } of commands) expect(ackMs).toBeLessThan(1_000);
  });

  it('puts one message into the channel, which is edited until it is the verdict; all else is in its thread', () => {
    expect(roots(stage, places.payments)).toHaveLength(1);
    expect(leak.root.editedTs).toBeDefined();
    expect(text(leak.root)).toMatch(/^leakcheck \(edited\)\n\*payments\*: \*leak\* · .*asked by @ann\n/);
    const said = stage.workspace.calls('chat.postMessage').filter(to(places.payments));
    expect(said.filter((call) => args(call).thread_ts === undefined)).toHaveLength(1);
    expect(said.length).toBeGreaterThan(2);
  });

  it('shows on the way who asked, for how long, captures done of planned and the time left', () => {
    const shown = ['chat.postMessage', 'chat.update']
      .flatMap((method) => stage.workspace.calls(method).filter(to(places.payments)))
      .map((call) => String(args(call).text));
    expect(shown[0]).toMatch(/^Checking payments · 3 replicas · 10s · asked by <@U\w+> · /);
    expect(shown).toContainEqual(
      expect.stringMatching(/ · \d+ of 15 captures done · about \d+ seconds? left/),
    );
  });

  it('answers with a reply that mentions who asked, and says the verdict, the confidence and the reason', () => {
    const [verdict] = leak.replies;
    expect(verdict?.text).toMatch(
      new RegExp(`^<@${stage.workspace.user('ann').id}> Leak: payments is leaking`),
    );
    expect(leak.thread).toMatch(
      /@ann \*Leak: payments is leaking memory and goroutines\* · confidence \d+ %\n\s+\S.*\.\n/,
    );
  });

  it('says how fast it grows and when the memory limit is reached', () => {
    expect(leak.thread).toMatch(/Live heap: growing \+\d+ MiB\/min \(95 % interval/);
    expect(leak.thread).toMatch(
      /Memory limit: payments-\d reaches its 512 MiB in about \d+ (minutes|hours?)/,
    );
  });

  it('shows both charts as PNG with an alternative text that says what they show', async () => {
    const charts = await files(leak, 'image/png');
    expect(charts.map(({ altText }) => altText)).toEqual([
      expect.stringMatching(
        /^Live heap of 3 replicas of payments over 10s: payments-\d rose from .*Goroutines:/,
      ),
      expect.stringMatching(/^Top growing stacks of payments over 10s\. .*your code\) grows by/),
    ]);
    for (const { bytes } of charts) {
      expect(bytes.subarray(1, 4).toString()).toBe('PNG');
      expect(bytes.length).toBeGreaterThan(5_000);
    }
  });

  it('names each leak with its place, growth, evidence, marked stack and a fix in Go', () => {
    const { thread } = leak;
    for (const [title, culprit] of [
      ['Goroutines blocked receiving', 'settlement.(*Settler).collect'],
      ['A cache without a bound', 'idempotency.(*Store).Remember'],
    ] as const) {
      const from = thread.indexOf(`${title}* · leak, new, confidence`);
      expect(from, title).toBeGreaterThan(0);
      const finding = thread.slice(from, from + 4_000);
      expect(finding).toContain(`\`${culprit}\` at \`internal/`);
      expect(finding).toMatch(/\*\+[\d,.]+ \S+\/min \(95 % interval/);
      expect(finding).toContain('*Evidence*');
      expect(finding).toContain(`→ *\`${culprit}\`*`);
      expect(finding).toMatch(/\*Fix: .*\*[\s\S]*Before\s+```[\s\S]*After\s+```/);
    }
  });

  it('attaches the pair of profiles and the report, and gives the command that compares the pair', async () => {
    const { thread, root: at } = leak;
    await reply(stage, at, /\[file: report\.json/);
    const attached = await files(leak, undefined);
    const names = attached.map(({ name }) => name);
    const [, base = '', head = ''] = /go tool pprof -diff_base (\S+) (\S+)/.exec(thread) ?? [];
    expect(names).toEqual(expect.arrayContaining([base, head, 'report.json']));
    expect(base).toMatch(/^payments-\d-base\.pb\.gz$/);
    for (const name of [base, head]) {
      const profile = readProfile(bytesOf(attached, name));
      expect(profile.sampleTypes.map(({ type }) => type)).toContain('inuse_space');
    }
    const report = Report.parse(JSON.parse(bytesOf(attached, 'report.json').toString('utf8')));
    expect(report).toMatchObject({
      service: 'payments',
      verdict: 'leak',
      window: { ms: 10_000, captures: 5 },
    });
    expect(report.replicas.map(({ target }) => target)).toEqual(['payments-1', 'payments-2', 'payments-3']);
    expect(thread).toContain('*Keep in mind*');
  });

  it('leaves nothing of the check in the queue', async () => {
    expect(await stage.leftInRedis()).toEqual([]);
  });
});

describe('a service whose profiles are not to be attached', () => {
  it('gets the report as a file and no profile, and the thread says why', async () => {
    await reply(stage, bare.root, /\[file: report\.json/);
    expect((await files(bare, undefined)).map(({ name }) => name)).toEqual(
      expect.not.arrayContaining([expect.stringContaining('.pb.gz')]),
    );
    expect(bare.thread).toMatch(/Profiles are not attached:\* .*`attachProfiles: false`/);
  });
});

describe('a service that does not leak', () => {
  it('is called healthy with the smallest growth that this window could have shown', () => {
    expect(healthy.ending).toBe('healthy');
    expect(healthy.thread).toMatch(
      /@ann \*Healthy: ledger shows no leak in this window\* · confidence \d+ %/,
    );
    expect(healthy.thread).toMatch(
      /Smallest growth this \d+s window could have shown in one replica: [\d,.]+ \S+\/min or \d+ goroutines\/min/,
    );
  });
});

describe('the buttons under a verdict', () => {
  const press = (user: string, actionId: string, at: Answer) =>
    stage.workspace.click({ user, channel: at.root.channel, ts: at.replies[0]?.ts ?? '', actionId });
  const verdictOf = (at: Answer) =>
    stage.workspace.replies(at.root.channel, at.root.ts).find(({ ts }) => ts === at.replies[0]?.ts);
  /** The verdict once its button has given way to these words. */
  const replaced = (at: Answer, words: RegExp) =>
    stage.workspace.waitFor(() => {
      const verdict = verdictOf(at);
      return verdict !== undefined && words.test(text(verdict)) ? text(verdict) : undefined;
    });

  it('re-runs the same window in the name of who pressed, once, and says who it was and when', async () => {
    await Promise.all([press('bea', 'leakcheck.rerun', bare), press('ann', 'leakcheck.rerun', bare)]);
    const verdict = await replaced(bare, /Re-run by @(bea|ann) at \d{4}-\d\d-\d\d/);
    expect(verdict).not.toContain('[ Re-run ]');
    expect(verdict).toContain('[ Escalate ]');
    const by = /Re-run by @(\w+)/.exec(verdict)?.[1];
    const again = await root(stage, places.orders);
    expect(again.ts).not.toBe(bare.root.ts);
    expect(text(again)).toMatch(new RegExp(`Checking \\*orders\\* · 2 replicas · 10s · asked by @${by}`));
    await told(stage, { user: by === 'bea' ? 'ann' : 'bea', channel: places.orders }, /pressed/);
    expect(roots(stage, places.orders)).toHaveLength(2);
    await cancel(again);
  });

  it('re-runs for the longer window that the button names', async () => {
    const offered = /Re-run for (\w+)/.exec(healthy.thread)?.[1];
    await press('bea', 'leakcheck.rerun_longer', healthy);
    expect(await replaced(healthy, /Re-run for \w+ by @bea at/)).toContain('[ Re-run ]');
    const again = await root(stage, places.catalog);
    expect(text(again)).toContain(`Checking *ledger* · 1 replica · ${offered} · asked by @bea`);
    await cancel(again);
  });

  it('escalates after a modal that shows who will be told: once, with the note, in the thread and in the owner’s channel', async () => {
    await Promise.all([press('ann', 'leakcheck.escalate', leak), press('bea', 'leakcheck.escalate', leak)]);
    const open = (user: string) => stage.workspace.waitFor(() => stage.workspace.modals(user)[0]);
    const [anns, beas] = await Promise.all([open('ann'), open('bea')]);
    const modal = JSON.stringify(anns.content.blocks);
    expect(modal).toContain(`<!subteam^${places.group}>`);
    expect(modal).toContain(`<#${places.oncall}>`);
    const submit = (user: string, viewId: string, note: string) =>
      stage.workspace.submitView({ user, viewId, values: { 'leakcheck.note_text': note } });
    await Promise.all([
      submit('ann', anns.id, 'grows since the release'),
      submit('bea', beas.id, 'grows since the release'),
    ]);
    const verdict = await replaced(leak, /Escalated by @(ann|bea) at \d{4}-/);
    expect(verdict).not.toContain('[ Escalate ]');
    const by = /Escalated by @(\w+)/.exec(verdict)?.[1] ?? '';
    const inThread = await reply(stage, leak.root, /@payments-oncall @\w+ asks you to look/);
    expect(text(inThread)).toContain(`@${by} asks you to look at this check`);
    expect(text(inThread)).toContain('> grows since the release');
    await told(
      stage,
      { user: by === 'ann' ? 'bea' : 'ann', channel: places.payments },
      /Already escalated|pressed this a moment ago/,
    );
    const [inChannel, ...more] = roots(stage, places.oncall).map(text);
    expect(more).toEqual([]);
    expect(inChannel).toMatch(
      /@payments-oncall @\w+ escalates \*payments\* from #payments-alerts\nVerdict: leak/,
    );
    expect(inChannel).toContain('> grows since the release');
    expect(inChannel).toMatch(/Open the report \(http.*\)/);
    const escalations = stage.workspace
      .replies(places.payments, leak.root.ts)
      .filter((message) => /asks you to look/.test(text(message)));
    expect(escalations).toHaveLength(1);
  });

  it('says what to do when a service has no owner, and tells nobody', async () => {
    await press('ann', 'leakcheck.escalate', healthy);
    const modal = await stage.workspace.waitFor(() => stage.workspace.modals('ann')[0]);
    expect(JSON.stringify(modal.content.blocks)).toMatch(
      /\*ledger\* has no owner.*Next step: give the service an `owner`/,
    );
    expect(modal.content.submit).toBeUndefined();
    expect(roots(stage, places.oncall)).toHaveLength(1);
  });
});

async function ask(channel: string, words: string): Promise<Answer> {
  await stage.workspace.runCommand({ user: 'ann', channel, text: words });
  return answer(stage, channel);
}

async function cancel(running: Message): Promise<void> {
  const { channel, ts } = running;
  const id = checkId(stage, running);
  await stage.workspace.runCommand({ user: 'ann', channel, text: `cancel ${id}` });
  expect((await answer(stage, channel, ts)).ending).toBe('cancelled');
}

/** Go processes under their own load, or recordings of the same where Go is missing. */
async function payments(): Promise<Record<string, string>> {
  if (!(await goIsPresent())) return recorded('payments', 3);
  const names = ['payments-1', 'payments-2', 'payments-3'];
  const started = await Promise.all(names.map((replica) => startService({ name: 'payments', replica })));
  closing.push(...started.map((service) => () => service.stop()));
  return Object.fromEntries(started.map(({ url }, index) => [names[index] ?? '', url]));
}

/** The same program with its leaks mended; without Go a recording of a healthy one. */
async function ledger(): Promise<Record<string, string>> {
  const target = (await goIsPresent())
    ? await startService({ name: 'payments', replica: 'ledger-1', leak: false })
    : await startReplay({ service: 'catalog', replica: 'catalog-1' });
  closing.push(() => target.stop());
  return { 'ledger-1': target.url };
}

async function recorded(service: string, count: number): Promise<Record<string, string>> {
  const names = Array.from({ length: count }, (_, index) => `${service}-${index + 1}`);
  const started = await Promise.all(names.map((replica) => startReplay({ service, replica })));
  closing.push(...started.map((target) => () => target.stop()));
  return Object.fromEntries(started.map(({ url }, index) => [names[index] ?? '', url]));
}

/** Files of a thread in the order in which they were shared; of one type, or all. */
async function files({ root: at }: Answer, mimetype: string | undefined): Promise<SlackFile[]> {
  const { workspace } = stage;
  return workspace.waitFor(() => {
    const shared = workspace
      .replies(at.channel, at.ts)
      .flatMap((message) => message.files.flatMap((id) => workspace.file(id) ?? []))
      .filter((file) => mimetype === undefined || file.mimetype === mimetype);
    return shared.length > 0 ? shared : undefined;
  });
}

function bytesOf(all: readonly SlackFile[], name: string): Buffer {
  const bytes = all.find((file) => file.name === name)?.bytes ?? Buffer.alloc(0);
  return name.endsWith('.gz') && bytes.length > 0 ? gunzipSync(bytes) : bytes;
}

function text(message: Message): string {
  return stage.workspace.messageAsText(message);
}

type Call = ReturnType<Stage['workspace']['calls']>[number];

function args({ args: given }: Call): Readonly<Record<string, unknown>> {
  return given as Readonly<Record<string, unknown>>;
}

function to(channel: string) {
  return (call: Call) => args(call).channel === channel;
}
