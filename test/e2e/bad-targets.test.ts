import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startReplay } from '../../lab/replay-target.ts';
import { startPrivateRedis } from '../../scripts/private-redis.mjs';
import { Report } from '../../src/report/report.ts';
import {
  answering,
  dripping,
  echoing,
  flooding,
  gzipBomb,
  type HostileTarget,
  hanging,
  hollow,
  refusing,
  renamed,
  restarting,
  truncating,
  untyped,
  withHeap,
} from './fixtures/hostile-targets.ts';
import { answer, openStage, places, type Stage } from './fixtures/stage.ts';

/** Hostile replicas beside good ones: the thread says what each did and what to do, and what the good ones show. */
type Answer = Awaited<ReturnType<typeof answer>>;
let stage: Stage;
let front: Answer;
let back: Answer;
const secret = 's3cr3t-t0ken-9f8e7d';
/** As it stands in the services file. */
const bearer = `Bearer $${'{PPROF_TOKEN}'}`;
const shouted = { '(*Store).Remember': '<!channel>', '(*Settler).collect': '<!here>&<@U1>' };
/** What `locked` was sent for authorization. */
const heard: string[] = [];
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const redis = await startPrivateRedis();
  closing.push(() => redis.stop());
  stage = await openStage({
    redisUrl: redis.url,
    env: { PPROF_TOKEN: secret },
    services: {
      front: {
        headers: { Authorization: bearer },
        targets: await started({
          good: startReplay({ service: 'payments', replica: 'payments-1' }),
          refuses: refusing(),
          hangs: hanging(),
          drips: dripping(),
          floods: flooding(),
          page: answering(200, '<!doctype html><title>Log in</title>', { 'content-type': 'text/html' }),
          locked: echoing(401, (said) => {
            heard.push(said);
            return { 'www-authenticate': said };
          }),
          missing: answering(404, '404 page not found\n'),
          moved: echoing(302, (said) => ({ location: `http://169.254.169.254/latest/?token=${said}` })),
        }),
      },
      back: {
        owner: { channel: places.oncall, label: 'Back team' },
        headers: { Authorization: bearer },
        targets: await started({
          'shouts-1': renamed('payments-1', shouted),
          'shouts-2': renamed('payments-2', shouted),
          'shouts-3': renamed('payments-3', shouted),
          bomb: gzipBomb(),
          cut: truncating(),
          text: withHeap(() => Buffer.from('heap profile: 1: 2 [3: 4] @ heap/1048576\n')),
          untyped: untyped(),
          empty: answering(200, ''),
          hollow: hollow(),
          broken: echoing(500, () => ({ 'x-go-pprof': '1' })),
          restarts: restarting(),
        }),
      },
    },
  });
  closing.push(() => stage.close());
  await stage.start();
  [front, back] = await Promise.all([ask(places.payments, 'front 10s'), ask(places.orders, 'back 10s')]);
});

afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

type Deed = {
  readonly replica: string;
  readonly did: RegExp;
  readonly todo: RegExp;
};

const atTheDoor: readonly Deed[] = [
  { replica: 'refuses', did: /refused the connection/, todo: /Is refuses running, does it listen on 127/ },
  { replica: 'hangs', did: /gave no complete profile within 5 s/, todo: /Check that hangs is up/ },
  { replica: 'drips', did: /gave no complete profile within 5 s/, todo: /Check that drips is up/ },
  { replica: 'floods', did: /sent more than 64 MiB/, todo: /check what answers at this url/ },
  { replica: 'page', did: /answered with an HTML page/, todo: /past any login page or proxy/ },
  { replica: 'locked', did: /answered 401 Unauthorized/, todo: /Check the header `Authorization` of locked/ },
  { replica: 'missing', did: /answered 404 Not Found/, todo: /Is net\/http\/pprof imported by the service/ },
  {
    replica: 'moved',
    did: /answered 302 Found, .*redirects are not followed/,
    todo: /Write the address that serves pprof/,
  },
];

const inTheBody: readonly Deed[] = [
  {
    replica: 'bomb',
    did: /a gzip that inflates to more than 256 MiB/,
    todo: /check what answers at this url/,
  },
  {
    replica: 'cut',
    did: /a gzip that ends too early/,
    todo: /Did it restart, or does a WriteTimeout or a proxy cut/,
  },
  {
    replica: 'text',
    did: /a text profile where a protobuf one was asked/,
    todo: /Something on the way adds debug=1/,
  },
  {
    replica: 'untyped',
    did: /no inuse_objects, it has alloc_objects/,
    todo: /nothing between rewrites its answers/,
  },
  { replica: 'empty', did: /answered with an empty body/, todo: /Check the url in leakcheck\.yaml/ },
  { replica: 'broken', did: /answered 500 Internal Server Error/, todo: /Look into the log of broken/ },
];

/** What the thread says of this replica's captures; on a busy machine one capture may have failed otherwise than the rest. */
function linesAbout({ thread }: Answer, replica: string): string {
  return thread
    .split('\n')
    .filter((line) => line.trimStart().startsWith(`• ${replica} (`))
    .join('\n');
}

function said({ replica, did, todo }: Deed): RegExp {
  return new RegExp(
    `• ${replica} \\(.*capture.*\\): ${replica} .*${did.source}.*\\*Next step:\\* .*${todo.source}`,
  );
}

describe('a replica that does not serve profiles', () => {
  it.each(atTheDoor)('$replica: the thread names it, says what happened and what to do', (deed) => {
    expect(linesAbout(front, deed.replica)).toMatch(said(deed));
  });

  it('leaves the others reported', () => {
    expect(front.ending).toMatch(/leak|suspect/);
    expect(front.thread).toMatch(/1 of 9 replicas grows \(good\)/);
    expect(front.thread).toMatch(/8 of 9 replicas could not be judged/);
    expect(front.thread).toContain('in 1 of 9 replicas (good)');
    expect(front.thread).toMatch(
      /The verdict says nothing about refuses, hangs, drips, floods, page and 3 more/,
    );
  });
});

describe('a replica that serves something else than profiles', () => {
  it.each(inTheBody)('$replica: the thread names it, says what happened and what to do', (deed) => {
    expect(linesAbout(back, deed.replica)).toMatch(said(deed));
  });

  it('that restarts inside the window is named as such, and what to do', () => {
    expect(back.thread).toMatch(
      /• restarts: The process restarted inside the window .* Find out why it restarted/,
    );
  });

  it('leaves the others reported', () => {
    expect(back.ending).toBe('leak');
    expect(back.thread).toMatch(/replicas grow \(shouts-1, shouts-2, shouts-3/);
    expect(back.thread).toMatch(/7 of 11 replicas could not be judged/);
  });

  it('with a profile that samples nothing is still judged by its exact series', async () => {
    const report = await reportOf(back);
    const hollow = report.replicas.find(({ target }) => target === 'hollow');
    expect(hollow?.failures).toEqual([]);
    expect(hollow?.series.heapAlloc).toHaveLength(5);
    expect(hollow?.verdict).not.toBe('inconclusive');
  });
});

describe('a function named <!channel>', () => {
  it('is shown as it is, and calls nobody in any message, block, edit or modal', async () => {
    expect(back.thread).toContain('`idempotency.<!channel>` at `internal/idempotency/store.go');
    const { channel, ts } = { channel: back.root.channel, ts: back.replies[0]?.ts ?? '' };
    const { workspace } = stage;
    await workspace.click({ user: 'ann', channel, ts, actionId: 'leakcheck.escalate' });
    const modal = await workspace.waitFor(() => workspace.modals('ann')[0]);
    await workspace.submitView({ user: 'ann', viewId: modal.id, values: {} });
    const escalation = await workspace.waitFor(() => workspace.messages(places.oncall)[0]);
    expect(workspace.messageAsText(escalation)).toMatch(/Worst: `\S+\.<!(channel|here)>/);
    const sent = [...workspace.calls(), ...workspace.calls('views.open')].map((call) =>
      JSON.stringify(call.args),
    );
    expect(sent.some((call) => call.includes('&lt;!channel&gt;'))).toBe(true);
    for (const call of sent) expect(call).not.toMatch(/<!(channel|here|everyone)|<@U1>/);
  });
});

describe('a header from the environment', () => {
  it('is sent to the targets and shown nowhere: not in a message, a file, an error or the log', async () => {
    await Promise.all([reportOf(front), reportOf(back)]);
    const { workspace } = stage;
    expect(heard).toContain(`Bearer ${secret}`);
    const files = [front, back]
      .flatMap((at) => filesOf(at))
      .map(({ name, bytes }) => `${name} ${bytes.toString('latin1')}`);
    const everything = [
      ...workspace.calls().map((call) => JSON.stringify(call.args)),
      ...[front, back].map(({ thread }) => thread),
      ...files,
      stage.logs(),
    ];
    expect(stage.logs()).toContain('CaptureAgainError');
    for (const text of everything) expect(text).not.toContain(secret);
  });
});

async function reportOf(at: Answer): Promise<Report> {
  const file = await stage.workspace.waitFor(() => filesOf(at).find(({ name }) => name === 'report.json'));
  return Report.parse(JSON.parse(file.bytes.toString('utf8')));
}

function filesOf({ root: { channel, ts } }: Answer) {
  const { workspace } = stage;
  return workspace
    .replies(channel, ts)
    .flatMap((message) => message.files.flatMap((id) => workspace.file(id) ?? []));
}

async function started(
  targets: Readonly<Record<string, Promise<HostileTarget>>>,
): Promise<Record<string, string>> {
  const urls: Record<string, string> = {};
  for (const [name, starting] of Object.entries(targets)) {
    const target = await starting;
    closing.push(() => target.stop());
    urls[name] = target.url;
  }
  return urls;
}

async function ask(channel: string, text: string): Promise<Answer> {
  await stage.workspace.runCommand({ user: 'ann', channel, text });
  return answer(stage, channel);
}
