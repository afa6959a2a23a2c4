import { describe, expect, it } from 'vitest';
import { StoreUnavailableError } from '../../../src/check/check-store.ts';
import { cachedInstallations } from '../../../src/check/workspaces/cached-installations.ts';
import type { Installation } from '../../../src/check/workspaces/installations.ts';
import { anInstallation } from './an-installation.ts';

const acme = anInstallation();
const renewed = anInstallation({ botToken: 'xoxb-new' });

function world() {
  const state = {
    nowMs: 0,
    asked: 0,
    now: acme as Installation | undefined,
    down: undefined as Error | undefined,
  };
  const installations = {
    of: async () => {
      state.asked += 1;
      if (state.down !== undefined) throw state.down;
      return state.now;
    },
  };
  return { state, cached: cachedInstallations({ installations, clock: () => state.nowMs }) };
}

const place = { team: 'T0ACME' };

describe('cached installations', () => {
  it('are read once in a minute', async () => {
    const { state, cached } = world();
    await cached.of(place);
    state.now = renewed;
    state.nowMs = 59_999;
    expect(await cached.of(place)).toEqual(acme);
    expect(state.asked).toBe(1);
    state.nowMs = 60_000;
    expect(await cached.of(place)).toEqual(renewed);
  });

  it('are read anew once dropped, those of other workspaces not', async () => {
    const { state, cached } = world();
    await cached.of(place);
    state.now = renewed;
    cached.drop('T0BETA');
    expect(await cached.of(place)).toEqual(acme);
    cached.drop('T0ACME');
    expect(await cached.of(place)).toEqual(renewed);
  });

  it('are not remembered as missing: whoever has just installed it does not wait', async () => {
    const { state, cached } = world();
    state.now = undefined;
    expect(await cached.of(place)).toBeUndefined();
    state.now = acme;
    expect(await cached.of(place)).toEqual(acme);
  });

  it('hold while the store is away, however old', async () => {
    const { state, cached } = world();
    await cached.of(place);
    state.nowMs = 600_000;
    state.down = new StoreUnavailableError('away');
    expect(await cached.of(place)).toEqual(acme);
    await expect(cached.of({ team: 'T0BETA' })).rejects.toBe(state.down);
    state.down = new Error('something else');
    await expect(cached.of(place)).rejects.toBe(state.down);
  });

  it('that were read before a drop do not outlive it', async () => {
    const { state, cached } = world();
    const reading = cached.of(place);
    cached.drop();
    await reading;
    state.now = renewed;
    expect(await cached.of(place)).toEqual(renewed);
  });
});
