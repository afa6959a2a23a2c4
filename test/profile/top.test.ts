import { expect, test } from 'vitest';
import { top } from '../../src/profile/top.ts';

const totals = [
  { function: 'root', flat: 0, cum: 100 },
  { function: 'shrinks', flat: -60, cum: -60 },
  { function: 'b', flat: 40, cum: 40 },
  { function: 'a', flat: 40, cum: 40 },
];
const names = (rows: readonly { function: string }[]) => rows.map((row) => row.function);

test.each([
  ['flat', 10, ['shrinks', 'a', 'b', 'root']],
  ['cum', 10, ['root', 'shrinks', 'a', 'b']],
  ['cum', 2, ['root', 'shrinks']],
] as const)('ranks by size of %s, at most %d, equal ones by name', (by, limit, expected) => {
  expect(names(top(totals, { by, limit }))).toEqual(expected);
});

test('ranks numbers and bigints together', () => {
  const rows = [
    { function: 'small', flat: 5, cum: 5 },
    { function: 'huge', flat: -(2n ** 60n), cum: 0 },
  ];
  expect(names(top(rows, { by: 'flat', limit: 2 }))).toEqual(['huge', 'small']);
});
