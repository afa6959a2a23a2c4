import type { FunctionTotals } from './flat-cum.ts';

/** The functions with the largest values, either sign, largest first; equal ones in the order of their names. */
export function top(
  totals: readonly FunctionTotals[],
  { by, limit }: { readonly by: 'flat' | 'cum'; readonly limit: number },
): readonly FunctionTotals[] {
  return [...totals]
    .sort((a, b) => byLess(magnitude(b[by]), magnitude(a[by])) || byLess(a.function, b.function))
    .slice(0, limit);
}

function magnitude(value: number | bigint): number | bigint {
  return value < 0 ? -value : value;
}

/** Strings by code unit, so that the order does not hang on the machine's language. */
function byLess<Value extends number | bigint | string>(a: Value, b: Value): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
