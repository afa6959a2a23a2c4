import { describe, expect, it } from 'vitest';
import { CheckLimitError } from '../../src/check/access-errors.ts';
import { QueueUnavailableError } from '../../src/check/check-queue.ts';
import { pressRerun } from '../../src/check/press-button.ts';
import { requestCheck } from '../../src/check/request-check.ts';
import { AlreadyRunningError } from '../../src/check/request-errors.ts';
import { noRules, service } from './memory-ports.ts';
import { inMemory } from './request-deps.ts';

const question = {
  service: 'payments',
  window: '5m',
  requestedBy: 'U0ANN',
  channel: 'C0PAY',
  threadTs: undefined,
};
const tenMinutes = 600_000;

function limited(most: { person?: number; service?: number }) {
  const limit = (checks: number | undefined) =>
    checks === undefined ? undefined : { checks, windowMs: tenMinutes };
  const world = inMemory({
    services: [
      service({ checkLimit: limit(most.service) }),
      service({ name: 'orders', checkLimit: undefined }),
    ],
  });
  world.access.rules = { ...noRules, personLimit: limit(most.person) };
  return world;
}

describe('how many checks may start', () => {
  it('is limited for a person over all services, until the first of them is old enough', async () => {
    const { deps, time, queue, slack } = limited({ person: 2 });
    await requestCheck(deps, question);
    time.nowMs += 60_000;
    await requestCheck(deps, { ...question, service: 'orders' });
    const third = { ...question, window: '10m' };
    await expect(requestCheck(deps, third)).rejects.toMatchObject({
      of: 'person',
      freeAtMs: 1_000_000 + tenMinutes,
    });
    expect([queue.added.length, slack.posted.length]).toEqual([2, 2]);
    await requestCheck(deps, { ...third, requestedBy: 'U0BEA' });
    time.nowMs = 1_000_000 + tenMinutes;
    await requestCheck(deps, { ...question, window: '20m' });
    expect(queue.added).toHaveLength(4);
  });

  it('is limited for a service over all people, buttons included', async () => {
    const { deps, store, queue } = limited({ service: 1 });
    const check = await requestCheck(deps, question);
    await store.finish(check.id, {
      verdict: 'healthy',
      confidence: 1,
      reason: '',
      finishedAtMs: 0,
      proposedWindowMs: undefined,
    });
    const message = { channel: 'C0PAY', ts: '1.1', text: '', blocks: [] };
    const press = { check: check.id, action: 'leakcheck.rerun', by: 'U0BEA', message } as const;
    await expect(pressRerun(deps, press)).rejects.toMatchObject({ of: 'service', service: 'payments' });
    await requestCheck(deps, { ...question, service: 'orders' });
    expect(queue.added).toHaveLength(2);
  });

  it('leaves what runs alone, and tells of it first', async () => {
    const { deps, store } = limited({ person: 1 });
    const running = await requestCheck(deps, question);
    await expect(requestCheck(deps, question)).rejects.toBeInstanceOf(AlreadyRunningError);
    await expect(requestCheck(deps, { ...question, window: '9m' })).rejects.toBeInstanceOf(CheckLimitError);
    expect((await store.running('payments', running.windowMs))?.id).toBe(running.id);
    // What was refused holds nothing back from others.
    await requestCheck(deps, { ...question, window: '9m', requestedBy: 'U0BEA' });
  });

  it('counts nothing that came to nothing', async () => {
    const { deps, queue } = limited({ person: 1, service: 1 });
    queue.down = new QueueUnavailableError('down');
    await expect(requestCheck(deps, question)).rejects.toBe(queue.down);
    queue.down = undefined;
    await requestCheck(deps, question);
    expect(queue.added).toHaveLength(1);
  });
});
