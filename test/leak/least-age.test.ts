import { expect, test } from 'vitest';
import { leastAgeMs } from '../../src/leak/least-age.ts';

const slots = (...ends: readonly string[]) => [
  ...ends,
  ...Array.from({ length: 256 - ends.length }, () => '0'),
];

test.each([
  {
    what: 'from the first collection to the last',
    ends: slots('1700000000000000000', '1700000012500000000'),
    ageMs: 12_500,
  },
  {
    what: 'once the ring is full, from the oldest that it keeps',
    ends: slots('1700000090000000000', '1700000030000000000', '1700000060000000000'),
    ageMs: 60_000,
  },
  { what: 'of one collection alone', ends: slots('1700000000000000000'), ageMs: 0 },
  { what: 'of none', ends: [], ageMs: 0 },
])('the least age $what', ({ ends, ageMs }) => {
  expect(leastAgeMs({ pauseEndsNs: ends })).toBeCloseTo(ageMs, 0);
});
