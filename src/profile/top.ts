import type { FunctionTotals } from './flat-cum.ts';

/**
 * The functions with the largest values, either sign, largest first; equal ones in the order of their names. Functions
 * whose flat and cum are 0 are left out.
 */
export function top(
  totals: readonly FunctionTotals[],
  { by, limit }: { readonly by: 'flat' | 'cum'; readonly limit: number },
): readonly FunctionTotals[] {
  return totals
    .filter(({ flat, cum }) => flat !== 0 || cum !== 0)
    .sort((a, b) => Math.abs(b[by]) - Math.abs(a[by]) || byName(a.function, b.function))
    .slice(0, limit);
}

/** By code unit, so that the order does not hang on the machine's language. */
function byName(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
