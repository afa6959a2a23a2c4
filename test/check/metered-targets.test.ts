import { describe, expect, it } from 'vitest';
import { meteredTargets } from '../../src/check/metered-targets.ts';
import { TargetError } from '../../src/check/target-error.ts';

const target = { name: 'payments-1', url: 'http://p/debug/pprof/', headers: {}, tlsCa: undefined };
const ask = { target, expect: 'text', signal: new AbortController().signal } as const;

describe('what a replica is asked', () => {
  it.each([
    { endpoint: 'heap?gc=1&debug=1', collections: 1 },
    { endpoint: 'heap?debug=1&gc=1', collections: 1 },
    { endpoint: 'goroutineleak', collections: 1 },
    { endpoint: 'heap?debug=1', collections: 0 },
    { endpoint: 'heap', collections: 0 },
    { endpoint: 'goroutine?debug=2', collections: 0 },
    { endpoint: 'symbol?0x1', collections: 0 },
    { endpoint: 'metrics', collections: 0 },
  ])('is counted: $endpoint forces $collections collections', async ({ endpoint, collections }) => {
    const meter = meteredTargets({ fetch: async () => ({ bytes: new Uint8Array(7), answeredAtMs: 0 }) });
    await meter.targets.fetch({ ...ask, endpoint });
    await meter.targets.fetch({ ...ask, endpoint });
    expect(meter.spent()).toEqual({ requests: 2, collections: 2 * collections, bytes: 14 });
  });

  it('is a request that failed as well', async () => {
    const refused = new TargetError({ code: 'not-found', target: 'p', message: 'no', nextStep: 'none' });
    const meter = meteredTargets({ fetch: () => Promise.reject(refused) });
    await expect(meter.targets.fetch({ ...ask, endpoint: 'goroutineleak' })).rejects.toBe(refused);
    expect(meter.spent()).toEqual({ requests: 1, collections: 0, bytes: 0 });
  });
});
