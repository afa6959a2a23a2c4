import { expect, test } from 'vitest';
import { growthTable } from '../../src/report/growth-table.ts';

const bytes = { type: 'inuse_space', unit: 'bytes' };

test('lines up exact numbers, large ones too, with the functions that they belong to', () => {
  const rows = [
    { function: 'main.grow', flat: 53_425_063, cum: 2n ** 60n },
    { function: 'main.shrink', flat: -512, cum: -512 },
  ];
  expect(growthTable(rows, bytes)).toBe(
    [
      'Growth of inuse_space by function, bytes',
      '        flat                        cum  function',
      '  53,425,063  1,152,921,504,606,846,976  main.grow',
      '        -512                       -512  main.shrink',
      '',
    ].join('\n'),
  );
});

test('says so where nothing changed', () => {
  expect(growthTable([], bytes)).toBe("No function's inuse_space differs between the two profiles.\n");
});

test('shows no control characters of a name', () => {
  const table = growthTable([{ function: 'main.\u001b[31mred\n', flat: 1, cum: 1 }], bytes);
  expect(table).not.toContain('\u001b');
  expect(table.split('\n')).toHaveLength(4);
});
