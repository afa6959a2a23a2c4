import { describe, expect, it } from 'vitest';
import { checkStoreIn } from '../../../src/check/workspaces/check-store-in.ts';
import { aCheck, memoryStore } from '../memory-ports.ts';

async function world() {
  const store = memoryStore();
  const [acme, beta] = [checkStoreIn(store, 'T0ACME'), checkStoreIn(store, 'T0BETA')];
  const check = aCheck({ id: 'abc23456', state: 'capturing' });
  await acme.create(check);
  await acme.reserve(check);
  return { store, acme, beta, check };
}

describe('the checks of a workspace', () => {
  it('belong to it, and exist in no other', async () => {
    const { acme, beta, check } = await world();
    expect(await acme.get(check.id)).toMatchObject({ id: check.id, team: 'T0ACME' });
    expect(await beta.get(check.id)).toBeUndefined();
    expect(await beta.stateOf(check.id)).toBeUndefined();
    expect((await acme.unfinished()).map(({ id }) => id)).toEqual([check.id]);
    expect(await beta.unfinished()).toEqual([]);
  });

  it('are told in another from those that nobody knows', async () => {
    const { acme, beta, store, check } = await world();
    expect(await beta.isElsewhere(check.id)).toBe(true);
    expect(await acme.isElsewhere(check.id)).toBe(false);
    expect(await beta.isElsewhere('zzz23456')).toBe(false);
    expect(await store.isElsewhere(check.id)).toBe(false);
  });

  it('cannot be ended from another', async () => {
    const { acme, beta, check } = await world();
    expect(await beta.setState(check.id, 'cancelled')).toBe(false);
    expect(await acme.stateOf(check.id)).toBe('capturing');
    expect(await acme.setState(check.id, 'cancelled')).toBe(true);
    expect(await beta.history({ service: undefined, limit: 9 })).toEqual([]);
    expect(await acme.history({ service: check.service, limit: 9 })).toHaveLength(1);
  });

  it('hold back no other workspace’s check of the same service and window', async () => {
    const { acme, beta, check } = await world();
    const second = { ...check, id: 'def23456' };
    expect(await acme.reserve(second)).toBe(false);
    expect(await beta.running(check.service, check.windowMs)).toBeUndefined();
    expect(await beta.reserve(second)).toBe(true);
    expect((await acme.running(check.service, check.windowMs))?.id).toBe(check.id);
  });

  it('are all there are where there is one workspace', async () => {
    const { store, check } = await world();
    expect(checkStoreIn(store, undefined)).toBe(store);
    expect(await checkStoreIn(store, undefined).get(check.id)).toBeDefined();
  });
});
