import type { FunctionTotals } from '../profile/flat-cum.ts';
import type { ValueType } from '../profile/profile.ts';
import { plainText } from './plain-text.ts';

/**
 * What functions grew by, exactly, as a table for a terminal: flat is a function's own growth, cum that of all it calls as well.
 * The numbers are those of `go tool pprof -top -diff_base`.
 */
export function growthTable(rows: readonly FunctionTotals[], { type, unit }: ValueType): string {
  if (rows.length === 0) return `No function's ${plainText(type, 40)} differs between the two profiles.\n`;
  const cells = rows.map(
    ({ flat, cum, function: name }) => [grouped(flat), grouped(cum), plainText(name)] as const,
  );
  const width = (column: 0 | 1) => Math.max(4, ...cells.map((row) => row[column].length));
  const [flatWidth, cumWidth] = [width(0), width(1)];
  return [
    `Growth of ${plainText(type, 40)} by function, ${plainText(unit, 40)}`,
    `  ${'flat'.padStart(flatWidth)}  ${'cum'.padStart(cumWidth)}  function`,
    ...cells.map(([flat, cum, name]) => `  ${flat.padStart(flatWidth)}  ${cum.padStart(cumWidth)}  ${name}`),
    '',
  ].join('\n');
}

/** Thousands apart by commas. */
function grouped(value: number | bigint): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
