import { describe, expect, it } from 'vitest';
import { cancelCheck } from '../../src/check/cancel-check.ts';
import { QueueUnavailableError } from '../../src/check/check-queue.ts';
import { requestCheck } from '../../src/check/request-check.ts';
import { CheckOverError, UnknownCheckError } from '../../src/check/request-errors.ts';
import { aCheck, postError, textOf } from './memory-ports.ts';
import { inMemory } from './request-deps.ts';

async function world() {
  const memory = inMemory();
  const to = { channel: 'C0PAY', threadTs: undefined };
  const { ts } = await memory.slack.poster.post({
    to,
    message: { text: 'Checking', blocks: [] },
    mark: 'root',
  });
  const check = aCheck({ rootTs: ts });
  await memory.store.create(check);
  await memory.store.reserve(check);
  return { ...memory, check };
}

const cancel = { id: 'abc23456', by: 'U0BEA', channel: 'C0PAY' };

describe('cancelCheck', () => {
  it('takes the check out of the queue, frees the service and shows who cancelled', async () => {
    const { deps, queue, store, slack, check } = await world();
    await cancelCheck(deps, cancel);
    expect(queue.cancelled).toEqual(['abc23456']);
    expect(store.checks.get('abc23456')?.state).toBe('cancelled');
    expect(await store.reserve({ ...check, id: 'other234' })).toBe(true);
    expect(textOf(slack.posted[0]?.message ?? { text: '', blocks: [] })).toContain('cancelled* by <@U0BEA>');
  });

  it('shows who cancelled on a root message that comes into being meanwhile, and queues nothing', async () => {
    const { deps, queue, store, slack } = inMemory();
    const { post } = deps.poster;
    const poster: typeof deps.poster = {
      ...deps.poster,
      post: async (message) => {
        const posted = await post(message);
        await cancelCheck(deps, cancel);
        return posted;
      },
    };
    const question = {
      service: 'payments',
      window: '5m',
      requestedBy: 'U0ANN',
      channel: 'C0PAY',
      threadTs: undefined,
    };
    const check = await requestCheck({ ...deps, poster }, question);
    expect([check.state, store.checks.get('abc23456')?.state]).toEqual(['cancelled', 'cancelled']);
    expect(queue.added).toEqual([]);
    expect(textOf(slack.posted[0]?.message ?? { text: '', blocks: [] })).toContain('cancelled* by <@U0BEA>');
  });

  it('is done even when Slack does not take the edit', async () => {
    const { deps, queue, slack } = await world();
    slack.faults.push({ call: 'update', error: postError('lost') });
    await cancelCheck(deps, cancel);
    expect(queue.cancelled).toEqual(['abc23456']);
  });

  it.each(['done', 'failed'] as const)('leaves a check alone that is %s', async (state) => {
    const { deps, queue, store } = await world();
    await store.setState('abc23456', state);
    await expect(cancelCheck(deps, cancel)).rejects.toBeInstanceOf(CheckOverError);
    expect(queue.cancelled).toEqual([]);
  });

  it('clears what a cancel left that lost the queue half-way', async () => {
    const { deps, queue } = await world();
    queue.down = new QueueUnavailableError('down');
    await expect(cancelCheck(deps, cancel)).rejects.toBe(queue.down);
    queue.down = undefined;
    await expect(cancelCheck(deps, cancel)).rejects.toMatchObject({ state: 'cancelled' });
    expect(queue.cancelled).toEqual(['abc23456']);
  });

  it('knows no other id', async () => {
    const { deps } = await world();
    await expect(cancelCheck(deps, { ...cancel, id: 'nope2345' })).rejects.toBeInstanceOf(UnknownCheckError);
  });
});
