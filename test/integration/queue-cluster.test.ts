import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createRedisPostLog } from '../../src/store/redis-post-log.ts';
import { openWorld } from './fixtures/check-world.ts';
import { type PrivateRedis, startPrivateRedis } from './fixtures/private-redis.ts';

let server: PrivateRedis;

beforeAll(async () => {
  server = await startPrivateRedis({ cluster: true });
});
afterAll(() => server.remove());

describe('on a Redis Cluster', () => {
  it('a check runs to its end, because all its keys lie in one slot', async () => {
    const world = openWorld({ url: server.url });
    const workers = await world.startWorkers();
    try {
      await world.request({ id: 'abcdef' });
      await createRedisPostLog(world).set('abcdef', 'root', { state: 'posted', ts: '1.1' });
      const isDone = async () => expect((await world.store.get('abcdef'))?.state).toBe('done');
      await vi.waitFor(isDone, { timeout: 10_000, interval: 20 });
      const keys = await world.redis.keys('*');
      const slots = await Promise.all(keys.map((key) => world.redis.call('CLUSTER', 'KEYSLOT', key)));
      expect(keys.length).toBeGreaterThan(10);
      expect(new Set(slots).size).toBe(1);
    } finally {
      await workers.close();
      await world.close();
    }
  });
});
