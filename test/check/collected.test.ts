import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { collectedOf, pauseMsOf } from '../../src/check/collected.ts';
import { memStatsOfText } from '../../src/profile/mem-stats-of-text.ts';

const fixture = 'test/fixtures/profiles/heap-base.txt';

/** Of a process whose collections 1 to `count` took so many nanoseconds as their number says. */
async function collectedAfter(count: number) {
  const ring = Array.from({ length: 256 }, (_, slot) => {
    const newest = count - ((((count - 1 - slot) % 256) + 256) % 256);
    return Math.max(0, newest);
  });
  const recorded = await readFile(fixture, 'utf8');
  const text = recorded
    .replace(/^# PauseNs = .*$/m, `# PauseNs = [${ring.join(' ')}]`)
    .replace(/^# NumGC = .*$/m, `# NumGC = ${count}`);
  return collectedOf(memStatsOfText(Buffer.from(text)));
}

describe('how long collections stopped a process', () => {
  it.each([
    { count: 0, pauses: [] },
    { count: 3, pauses: [3, 2, 1] },
    { count: 256, pauses: Array.from({ length: 256 }, (_, back) => 256 - back) },
    { count: 300, pauses: Array.from({ length: 256 }, (_, back) => 300 - back) },
  ])('is read newest first, after $count collections', async ({ count, pauses }) => {
    expect(await collectedAfter(count)).toEqual({ count, pausesNs: pauses });
  });

  it.each([
    { name: 'of one capture', at: [5], ms: undefined },
    { name: 'without a collection between', at: [5, 5], ms: 0 },
    { name: 'of the collections after the first capture', at: [5, 7], ms: (6 + 7) / 1e6 },
    { name: 'over all captures', at: [5, 7, 7, 9], ms: (6 + 7 + 8 + 9) / 1e6 },
    { name: 'of more than Go keeps, by those it keeps', at: [0, 512], ms: (512 * (512 + 257)) / 2 / 1e6 },
    { name: 'of a process that restarted', at: [5, 7, 2], ms: undefined },
  ])('is added up $name', async ({ at, ms }) => {
    const sum = pauseMsOf(await Promise.all(at.map(collectedAfter)));
    if (ms === undefined) expect(sum).toBeUndefined();
    else expect(sum).toBeCloseTo(ms, 9);
  });
});
