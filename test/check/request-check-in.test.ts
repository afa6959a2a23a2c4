import { describe, expect, it } from 'vitest';
import { NotAllowedError } from '../../src/check/access-errors.ts';
import { PostError } from '../../src/check/poster.ts';
import { requestCheckIn } from '../../src/check/request-check-in.ts';
import {
  ChannelNotAllowedError,
  NotAMemberError,
  NotInChannelError,
  UnknownServiceError,
} from '../../src/check/request-errors.ts';
import { postError, refused, service } from './memory-ports.ts';
import { inMemory } from './request-deps.ts';

const none = { users: [], userGroups: [], channels: [] };
const question = {
  service: 'payments',
  window: undefined,
  requestedBy: 'U0ANN',
  channel: 'C0PAY',
  threadTs: undefined,
  where: 'Home',
};

/** The poster of these ports, with what was told to one person. */
function telling(world: ReturnType<typeof inMemory>, fails?: Error) {
  const told: unknown[] = [];
  const poster = {
    ...world.deps.poster,
    postEphemeral: async (post: unknown) => {
      if (fails !== undefined) throw fails;
      told.push(post);
    },
  };
  return { deps: { ...world.deps, poster }, told };
}

describe('requestCheckIn', () => {
  it('tells the person in the channel, and then starts the check there', async () => {
    const world = inMemory();
    const { deps, told } = telling(world);
    expect(await requestCheckIn(deps, question)).toMatchObject({ service: 'payments', channel: 'C0PAY' });
    expect(told).toMatchObject([
      { to: { channel: 'C0PAY' }, user: 'U0ANN', message: { text: expect.stringContaining('from Home') } },
    ]);
    expect(world.queue.added).toHaveLength(1);
  });

  it.each([
    { failure: refused('user_not_in_channel'), becomes: NotAMemberError },
    { failure: refused('not_in_channel'), becomes: NotInChannelError },
    { failure: refused('channel_not_found'), becomes: NotInChannelError },
    { failure: refused('is_archived'), becomes: PostError },
    { failure: postError('unreachable'), becomes: PostError },
  ])('queues nothing where the person cannot be told: $failure.code', async ({ failure, becomes }) => {
    const world = inMemory();
    await expect(requestCheckIn(telling(world, failure).deps, question)).rejects.toThrow(becomes);
    expect(world.queue.added).toEqual([]);
    expect(world.store.checks.size).toBe(0);
  });

  it.each([
    { it: 'a service that there is not', asked: { service: 'nowhere' }, becomes: UnknownServiceError },
    { it: 'another channel than its own', asked: { service: 'orders' }, becomes: ChannelNotAllowedError },
    { it: 'somebody who may not', asked: { service: 'closed' }, becomes: NotAllowedError },
  ])('tells nobody anything for $it', async ({ asked, becomes }) => {
    const closed = service({ name: 'closed', permissions: { check: { ...none, users: ['U0BEA'] } } });
    const orders = service({ name: 'orders', channels: ['C0ORD'] });
    const { deps, told } = telling(inMemory({ services: [service(), orders, closed] }));
    await expect(requestCheckIn(deps, { ...question, ...asked })).rejects.toThrow(becomes);
    expect(told).toEqual([]);
  });
});
