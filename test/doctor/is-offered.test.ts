import { describe, expect, it } from 'vitest';
import type { TargetClient } from '../../src/check/target.ts';
import { TargetError, type TargetErrorCode } from '../../src/check/target-error.ts';
import { isOffered } from '../../src/doctor/is-offered.ts';

const target = { name: 'a', url: 'http://a/debug/pprof/', headers: {}, tlsCa: undefined };
const { signal } = new AbortController();

describe('whether a profile is offered', () => {
  it.each<[boolean, 'goroutine' | 'goroutineleak' | 'symbol', TargetErrorCode | 'served']>([
    [true, 'goroutine', 'bad-status'],
    [true, 'goroutine', 'served'],
    [true, 'symbol', 'served'],
    [false, 'goroutineleak', 'not-found'],
    [false, 'goroutine', 'not-a-profile'],
    [false, 'symbol', 'not-found'],
    [false, 'goroutine', 'redirect'],
  ])('is %s for %s where the target answers: %s', async (offered, profile, code) => {
    expect(await isOffered({ targets: answering(code), target, signal }, profile)).toBe(offered);
  });

  it.each<TargetErrorCode>(['timeout', 'reset', 'unauthorized', 'server-error'])(
    'stays open after %s',
    async (code) => {
      await expect(isOffered({ targets: answering(code), target, signal }, 'goroutine')).rejects.toThrow(
        TargetError,
      );
    },
  );

  it('is found out without making the target collect anything', async () => {
    const asked: string[] = [];
    const targets: TargetClient = {
      fetch: async ({ endpoint }) => {
        asked.push(endpoint);
        return { bytes: new Uint8Array(), answeredAtMs: 0 };
      },
    };
    for (const profile of ['goroutine', 'goroutineleak', 'symbol'] as const) {
      await isOffered({ targets, target, signal }, profile);
    }
    expect(asked).toEqual(['goroutine?seconds=0', 'goroutineleak?seconds=0', 'symbol']);
  });
});

function answering(code: TargetErrorCode | 'served'): TargetClient {
  return {
    fetch: async () => {
      if (code === 'served') return { bytes: new Uint8Array([1]), answeredAtMs: 0 };
      throw new TargetError({ code, target: 'a', message: 'a did not.', nextStep: 'Look.' });
    },
  };
}
