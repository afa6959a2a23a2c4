import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWorkspace, type Workspace } from '../../lab/slack/workspace.ts';
import { createPublisher } from '../../src/check/create-publisher.ts';
import { patientPoster } from '../../src/check/patient-poster.ts';
import { planCheck } from '../../src/check/plan.ts';
import type { Poster } from '../../src/check/poster.ts';
import { identifyBot } from '../../src/notify/identify-bot.ts';
import { createSlackClient } from '../../src/notify/slack-client.ts';
import { createSlackPoster } from '../../src/notify/slack-poster.ts';
import { aCheck, service } from '../check/memory-ports.ts';
import { inMemory } from '../check/request-deps.ts';
import { leakReport } from '../report/report-fixtures.ts';

const least = ['commands', 'chat:write', 'files:write', 'app_mentions:read'];

let workspace: Workspace;
let poster: Poster;

async function open(scopes: readonly string[]): Promise<void> {
  workspace = await startWorkspace({ bot: { scopes }, limits: { updatesPerMinute: 1_000 } });
  poster = posterFor(workspace.botToken);
}

function posterFor(token: string): Poster {
  return createSlackPoster({
    client: createSlackClient({ token, apiUrl: workspace.apiUrl, timeoutMs: 500 }),
  });
}

function post(mark = 'abc23456/x') {
  const to = { channel: workspace.channel('orders').id, threadTs: undefined };
  return poster.post({ to, message: { text: 'hello', blocks: [] }, mark });
}

function find(mark: string, threadTs?: string) {
  const to = { channel: workspace.channel('orders').id, threadTs };
  return poster.find({ to, mark, sinceMs: Date.now() });
}

describe('the poster on a workspace', () => {
  beforeEach(() => open([...least, 'channels:history']));
  afterEach(() => workspace.close());

  it('finds a message by its mark, in the channel and in a thread', async () => {
    const root = await post('abc23456/root');
    const to = { channel: workspace.channel('orders').id, threadTs: root.ts };
    const reply = await poster.post({ to, message: { text: 'reply', blocks: [] }, mark: 'abc23456/verdict' });
    expect(await find('abc23456/root')).toEqual(root);
    expect(await find('abc23456/verdict', root.ts)).toEqual(reply);
    expect(await find('abc23456/other')).toBe('none');
    expect(await find('abc23456/verdict', '1.000001')).toBe('none');
  });

  it.each([
    ['429', { kind: 'limited', retryAfterMs: 2_000 }],
    ['500', { kind: 'lost' }],
    ['reset', { kind: 'lost' }],
    ['slow', { kind: 'lost' }],
  ] as const)('tries once and says what a %s means', async (kind, expected) => {
    workspace.faults.add({ method: 'chat.postMessage', kind, retryAfterSeconds: 2, delayMs: 1_500 });
    await expect(post()).rejects.toMatchObject(expected);
    expect(workspace.calls('chat.postMessage').length).toBeLessThanOrEqual(1);
  });

  it('is not held up by a limit that struck another call', async () => {
    workspace.faults.add({ method: 'chat.postMessage', kind: '429', retryAfterSeconds: 30 });
    await expect(post()).rejects.toMatchObject({ kind: 'limited' });
    await post();
  });

  it('shows Slack’s code of a refusal, and never the token', async () => {
    const to = { channel: workspace.channel('random').id, threadTs: undefined };
    const error: unknown = await poster
      .post({ to, message: { text: 'x', blocks: [] }, mark: 'm' })
      .catch((refusal: unknown) => refusal);
    expect(error).toMatchObject({ kind: 'refused', code: 'not_in_channel' });
    const invalid = posterFor('xoxb-wrong');
    await expect(invalid.permalink({ channel: to.channel, ts: '1.1' })).rejects.toMatchObject({
      code: 'invalid_auth',
    });
    await expect(invalid.permalink({ channel: to.channel, ts: '1.1' })).rejects.not.toThrow('xoxb-wrong');
  });

  it('shares files with their alternative text in a thread, as one message', async () => {
    const { ts } = await post();
    const [id = ''] = await poster.upload([
      {
        name: 'growth.png',
        title: 'Growth',
        altText: `It grows ${'.'.repeat(2_000)}`,
        bytes: Uint8Array.of(1, 2),
      },
    ]);
    const to = { channel: workspace.channel('orders').id, threadTs: ts };
    await poster.share({ to, files: [{ id, title: 'Growth' }], comment: undefined });
    await workspace.waitFor((each) => each.replies('orders', ts).length === 1);
    expect(workspace.file(id)).toMatchObject({
      title: 'Growth',
      altText: expect.stringContaining('It grows'),
    });
  });

  it.each(['500', 'reset'] as const)('takes bytes whose sending met a %s as lost', async (kind) => {
    workspace.faults.add({ method: 'upload', kind });
    const file = { name: 'a.txt', title: 'a', altText: undefined, bytes: Uint8Array.of(1) };
    await expect(poster.upload([file])).rejects.toMatchObject({ kind: 'lost' });
  });

  it('says who the token is', async () => {
    const client = createSlackClient({ token: workspace.botToken, apiUrl: workspace.apiUrl });
    expect(await identifyBot(client)).toMatchObject({
      botId: expect.stringMatching(/^B/),
      userId: expect.stringMatching(/^U/),
    });
  });

  it('publishes a report within Slack’s rate of messages', async () => {
    const channel = workspace.channel('orders').id;
    const patience = {
      tries: 5,
      longestWaitMs: 5_000,
      defaultWaitMs: 100,
      wait: (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms)),
    };
    const patient = patientPoster(poster, patience);
    const { deps, profiles, store } = inMemory();
    for (let message = 0; message < 4; message += 1) await post();
    const root = await patient.post({
      to: { channel, threadTs: undefined },
      message: { text: 'Checking', blocks: [] },
      mark: 'abc23456/root',
    });
    const check = aCheck({ channel, rootTs: root.ts, state: 'reporting' });
    await store.create(check);
    const report = { ...leakReport, check: check.id };
    await profiles.putArtefact(check.id, 'report.json', Buffer.from(JSON.stringify(report)));
    const plan = planCheck({ check: check.id, service: service(), windowMs: 300_000, t0Ms: 0 });
    await createPublisher({ ...deps, poster: patient, progressPoster: poster }).publish(check, plan);
    expect(workspace.calls('chat.postMessage').some(({ outcome }) => outcome !== 'ok')).toBe(true);
    expect(workspace.replies('orders', root.ts).filter(({ files }) => files.length === 0)).toHaveLength(4);
    expect(store.checks.get(check.id)?.state).toBe('done');
  });
});

describe('the poster without what it would like', () => {
  it('says that it may not look when it has no history scope', async () => {
    await open(least);
    await post('abc23456/root');
    expect(await find('abc23456/root')).toBe('unknown');
    await workspace.close();
  });

  it('says that Slack was never reached when nothing listens', async () => {
    await open(least);
    await workspace.close();
    await expect(post()).rejects.toMatchObject({ kind: 'unreachable' });
  });
});
