import { describe, expect, test } from 'vitest';
import { fewerCaptures } from '../../src/leak/fewer-captures.ts';

describe('fewer captures than usual', () => {
  test.each([
    { captures: 4, windowMs: 300_000, usual: 9, times: 3.0, most: 0.9, spare: 0 },
    { captures: 5, windowMs: 300_000, usual: 9, times: 1.9, most: 0.97, spare: 1 },
    { captures: 8, windowMs: 300_000, usual: 9, times: 1.1, most: 0.97, spare: 4 },
    { captures: 4, windowMs: 30_000, usual: 5, times: 1.6, most: 0.9, spare: 0 },
  ])('$captures of $usual need a leak $times times as fast and leave $spare to miss', (given) => {
    const { captures, windowMs, usual, times, most, spare } = given;
    const fewer = fewerCaptures(captures, windowMs);
    expect(fewer).toMatchObject({ usual, mostConfidence: most, spare });
    expect(fewer?.timesAsFast).toBeCloseTo(times, 1);
  });

  test.each([
    { captures: 9, windowMs: 300_000 },
    { captures: 60, windowMs: 300_000 },
    { captures: 5, windowMs: 30_000 },
  ])('are not $captures in $windowMs ms', ({ captures, windowMs }) => {
    expect(fewerCaptures(captures, windowMs)).toBeUndefined();
  });
});
