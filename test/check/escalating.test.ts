import { describe, expect, it } from 'vitest';
import { whileEscalating } from '../../src/check/escalating.ts';
import { inMemory } from './request-deps.ts';

describe('while somebody escalates leaks of a service', () => {
  it('nobody else of the workspace does, and somebody of another may', async () => {
    const { deps } = inMemory();
    const acme = { ...deps, team: 'T0ACME' };
    const beta = { ...deps, team: 'T0BETA' };
    const done = await whileEscalating(acme, 'payments', async () => [
      await whileEscalating(acme, 'payments', async () => 'acme again'),
      await whileEscalating(beta, 'payments', async () => 'beta'),
      await whileEscalating(acme, 'orders', async () => 'orders'),
    ]);
    expect(done).toEqual([undefined, 'beta', 'orders']);
  });

  it('nobody else does where there is one workspace, under the name that it always had', async () => {
    const { deps } = inMemory();
    const claimed: string[] = [];
    const store = {
      ...deps.store,
      claim: (key: string, keepMs: number) => {
        claimed.push(key);
        return deps.store.claim(key, keepMs);
      },
    };
    const again = () => whileEscalating({ ...deps, store }, 'payments', async () => 'again');
    expect(await whileEscalating({ ...deps, store }, 'payments', again)).toBeUndefined();
    expect(claimed).toEqual(['escalating:payments', 'escalating:payments']);
    expect(await again()).toBe('again');
  });
});
