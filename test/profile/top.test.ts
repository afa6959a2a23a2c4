import { expect, test } from 'vitest';
import { top } from '../../src/profile/top.ts';

const totals = [
  { function: 'root', flat: 0, cum: 100 },
  { function: 'shrinks', flat: -60, cum: -60 },
  { function: 'b', flat: 40, cum: 40 },
  { function: 'a', flat: 40, cum: 40 },
  { function: 'nothing', flat: 0, cum: 0 },
];
const names = (rows: readonly { function: string }[]) => rows.map((row) => row.function);

test.each([
  ['flat', 10, ['shrinks', 'a', 'b', 'root']],
  ['cum', 10, ['root', 'shrinks', 'a', 'b']],
  ['cum', 2, ['root', 'shrinks']],
] as const)('ranks by size of %s, at most %d, equal ones by name', (by, limit, expected) => {
  expect(names(top(totals, { by, limit }))).toEqual(expected);
});
