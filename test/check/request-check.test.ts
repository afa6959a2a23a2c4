import { describe, expect, it } from 'vitest';
import { checkIdPattern } from '../../src/check/check.ts';
import { newCheckId } from '../../src/check/check-id.ts';
import { QueueUnavailableError } from '../../src/check/check-queue.ts';
import { StoreUnavailableError } from '../../src/check/check-store.ts';
import { requestCheck } from '../../src/check/request-check.ts';
import {
  AlreadyRunningError,
  ChannelNotAllowedError,
  NotInChannelError,
  UnknownServiceError,
} from '../../src/check/request-errors.ts';
import { WindowError } from '../../src/check/window.ts';
import { postError, refused, service, textOf } from './memory-ports.ts';
import { inMemory } from './request-deps.ts';

const question = {
  service: 'payments',
  window: '5m',
  requestedBy: 'U0ANN',
  channel: 'C0PAY',
  threadTs: undefined,
};

describe('requestCheck', () => {
  it('posts the root message, records it, then queues', async () => {
    const { deps, store, queue, slack } = inMemory();
    const check = await requestCheck(deps, question);
    expect(check).toMatchObject({
      id: 'abc23456',
      state: 'queued',
      windowMs: 300_000,
      rootTs: slack.posted[0]?.ts,
    });
    expect(store.checks.get('abc23456')).toMatchObject({ state: 'queued', rootTs: slack.posted[0]?.ts });
    expect(queue.added).toEqual(['abc23456']);
    expect(slack.posted[0]?.message.text).toContain('payments · 3 replicas · 5m · asked by <@U0ANN>');
  });

  it('tells whoever asked when no worker is connected, and nobody else', async () => {
    const { deps, queue, slack } = inMemory();
    await requestCheck(deps, question);
    expect(slack.ephemerals).toEqual([]);
    queue.workers = 0;
    await requestCheck(deps, { ...question, window: '10m' });
    expect(slack.ephemerals).toEqual([
      expect.objectContaining({ user: 'U0ANN', to: { channel: 'C0PAY', threadTs: undefined } }),
    ]);
    expect(slack.ephemerals[0]?.message.text).toContain('leakcheck serve --role worker');
  });

  it.each([
    { captures: undefined, window: '30s', points: 5 },
    { captures: undefined, window: '5m', points: 9 },
    { captures: 4, window: '5m', points: 4 },
  ])('records $points captures for $window where the service has captures: $captures', async (given) => {
    const { deps, store } = inMemory({ services: [service({ captures: given.captures })] });
    const check = await requestCheck(deps, { ...question, window: given.window });
    expect(check.points).toBe(given.points);
    expect(store.checks.get('abc23456')?.points).toBe(given.points);
  });

  it('posts the root message as a reply when asked inside a thread', async () => {
    const { deps, slack } = inMemory();
    await requestCheck(deps, { ...question, threadTs: '17.5' });
    expect(slack.posted[0]?.to).toEqual({ channel: 'C0PAY', threadTs: '17.5' });
  });

  it('takes the default window of the service when none is named', async () => {
    const { deps } = inMemory();
    expect((await requestCheck(deps, { ...question, window: undefined })).windowMs).toBe(300_000);
  });

  it.each([
    ['an unknown service', { service: 'paymnets', channel: 'C0XXX', window: '1' }, UnknownServiceError],
    ['a channel that is not allowed', { service: 'orders', window: '1' }, ChannelNotAllowedError],
    ['a window that is too short', { window: '9s' }, WindowError],
    ['a window that is too long', { window: 25 * 3_600_000 }, WindowError],
  ])('refuses %s before anything is touched', async (_what, change, kind) => {
    const { deps, store, queue, slack } = inMemory();
    store.down = new StoreUnavailableError('down');
    await expect(requestCheck(deps, { ...question, ...change })).rejects.toBeInstanceOf(kind);
    expect([store.checks.size, queue.added.length, slack.calls.length]).toEqual([0, 0, 0]);
  });

  it('names the service that was likely meant', async () => {
    const { deps } = inMemory();
    await expect(requestCheck(deps, { ...question, service: 'paymnets' })).rejects.toMatchObject({
      closest: 'payments',
    });
  });

  it('starts nothing while the store does not answer', async () => {
    const { deps, store, queue, slack } = inMemory();
    store.down = new StoreUnavailableError('down');
    await expect(requestCheck(deps, question)).rejects.toBeInstanceOf(StoreUnavailableError);
    expect([queue.added, slack.calls]).toEqual([[], []]);
  });

  it('links to the check that runs already', async () => {
    const { deps, slack, queue } = inMemory();
    const running = await requestCheck(deps, question);
    const error = await requestCheck(deps, question).catch((refusal: unknown) => refusal);
    expect(error).toBeInstanceOf(AlreadyRunningError);
    expect(error).toMatchObject({
      running: { id: running.id, permalink: `https://slack.example/C0PAY/${running.rootTs}` },
    });
    expect([slack.posted.length, queue.added.length]).toEqual([1, 1]);
  });

  it('lets one of two requests at the same moment through', async () => {
    const { deps, slack, queue } = inMemory();
    const both = await Promise.allSettled([requestCheck(deps, question), requestCheck(deps, question)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect([slack.posted.length, queue.added.length]).toEqual([1, 1]);
  });

  it('may run over another window beside a running check', async () => {
    const { deps, queue } = inMemory();
    await requestCheck(deps, question);
    await requestCheck(deps, { ...question, window: '10m' });
    expect(queue.added).toHaveLength(2);
  });

  it.each(['not_in_channel', 'channel_not_found'])(
    'queues nothing where the bot is not (%s)',
    async (code) => {
      const { deps, store, queue, slack } = inMemory();
      slack.faults.push({ call: 'post', error: refused(code) });
      await expect(requestCheck(deps, question)).rejects.toBeInstanceOf(NotInChannelError);
      expect(queue.added).toEqual([]);
      expect(store.checks.get('abc23456')).toMatchObject({ state: 'failed', rootTs: undefined });
      await requestCheck(deps, question);
      expect(queue.added).toHaveLength(1);
    },
  );

  it('finds the root message whose answer was lost instead of posting a second one', async () => {
    const { deps, queue, slack } = inMemory();
    slack.faults.push({ call: 'post', error: postError('lost'), after: true });
    await requestCheck(deps, question);
    expect([slack.posted.length, queue.added.length]).toEqual([1, 1]);
  });

  it.each([postError('limited', { retryAfterMs: 30_000 }), postError('unreachable')])(
    'starts nothing and holds nothing when Slack is $kind',
    async (error) => {
      const { deps, queue, slack } = inMemory();
      slack.faults.push({ call: 'post', error });
      await expect(requestCheck(deps, question)).rejects.toBe(error);
      expect(queue.added).toEqual([]);
      await requestCheck(deps, question);
      expect(queue.added).toHaveLength(1);
    },
  );

  it('says in the root message that the queue could not be reached', async () => {
    const { deps, store, queue, slack } = inMemory();
    queue.down = new QueueUnavailableError('down');
    await expect(requestCheck(deps, question)).rejects.toBe(queue.down);
    expect(store.checks.get('abc23456')?.state).toBe('failed');
    expect(slack.posted).toHaveLength(1);
    expect(textOf(slack.posted[0]?.message ?? { text: '', blocks: [] })).toContain('nothing was queued');
    queue.down = undefined;
    await requestCheck(deps, question);
    expect(queue.added).toHaveLength(1);
  });

  it('tells of the queue even when the store went with it', async () => {
    const { deps, store, queue, slack, logger } = inMemory();
    queue.down = new QueueUnavailableError('down');
    const add = queue.add;
    queue.add = async (check) => {
      store.down = new StoreUnavailableError('down');
      await add(check);
    };
    await expect(requestCheck(deps, question)).rejects.toBe(queue.down);
    expect(textOf(slack.posted[0]?.message ?? { text: '', blocks: [] })).toContain('nothing was queued');
    expect(logger.lines.filter(({ level }) => level === 'error')).toHaveLength(2);
  });

  it('leaves the state to a worker that began before the bot could note it', async () => {
    const { deps, store, queue } = inMemory();
    queue.add = async ({ id }) => void (await store.setState(id, 'capturing'));
    expect((await requestCheck(deps, question)).state).toBe('capturing');
    expect(store.checks.get('abc23456')?.state).toBe('capturing');
  });

  it('leaves it to one that begins right before the bot does, too', async () => {
    const { deps, store } = inMemory();
    const { setState } = store;
    store.setState = async (id, state) => {
      if (state === 'queued') await setState(id, 'capturing');
      return setState(id, state);
    };
    expect((await requestCheck(deps, question)).state).toBe('capturing');
    expect(store.checks.get('abc23456')?.state).toBe('capturing');
  });
});

describe('newCheckId', () => {
  it('gives ids that the pattern takes, without letters that look alike', () => {
    const ids = Array.from({ length: 200 }, newCheckId);
    expect(new Set(ids).size).toBe(200);
    for (const id of ids) {
      expect(id).toMatch(checkIdPattern);
      expect(id).toMatch(/^[^0o1il]{8}$/);
    }
  });
});
