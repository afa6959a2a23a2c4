import { describe, expect, it } from 'vitest';
import type { Check } from '../../src/check/check.ts';
import type { CheckStore } from '../../src/check/check-store.ts';
import { concludeCheck } from '../../src/check/conclude-check.ts';
import type { CheckPlan } from '../../src/check/plan.ts';

describe('concluding a check', () => {
  it.each<[Check['state'] | 'unknown', number]>([
    ['reporting', 1],
    ['capturing', 1],
    ['cancelled', 0],
    ['failed', 0],
    ['done', 0],
    ['unknown', 0],
  ])('that is %s posts %i reports', async (state, posts) => {
    const published: string[] = [];
    const check = state === 'unknown' ? undefined : ({ id: 'abcdef', state } as Check);
    const store: Pick<CheckStore, 'get'> = { get: async () => check };
    const publisher = {
      progress: () => undefined,
      fail: async () => undefined,
      publish: async ({ id }: Check) => void published.push(id),
    };
    await concludeCheck({ store: store as CheckStore, publisher }, { check: 'abcdef' } as CheckPlan);
    expect(published).toHaveLength(posts);
  });
});
