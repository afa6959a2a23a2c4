import { describe, expect, test } from 'vitest';
import { inLanes } from '../../bench/in-lanes.ts';

describe('inLanes', () => {
  test('does each item once, no more at a time than there are lanes, and answers in order', async () => {
    let running = 0;
    let most = 0;
    const doubled = await inLanes([1, 2, 3, 4, 5, 6, 7], 3, async (item, index) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return [index, item * 2];
    });
    expect(doubled).toEqual([1, 2, 3, 4, 5, 6, 7].map((item, index) => [index, item * 2]));
    expect(most).toBe(3);
  });

  test('ends with the first error', async () => {
    await expect(inLanes([1, 2], 2, (item) => Promise.reject(new Error(`no ${item}`)))).rejects.toThrow(
      'no 1',
    );
  });
});
