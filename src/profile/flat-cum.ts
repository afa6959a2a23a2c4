import type { StackTotals } from './stack-totals.ts';

/** A function's own value and that of everything below it, in the unit of the column; bigints where one is beyond 2^53. */
export type FunctionTotals = {
  readonly function: string;
  readonly flat: number | bigint;
  readonly cum: number | bigint;
};

/**
 * Flat and cum of every function, as `go tool pprof -top` counts them: inlined functions are functions of their own, functions
 * of one name are one, and one that occurs several times in a stack counts once in its cum. Only stacks whose total is not 0 are
 * looked at. In the order of first occurrence; functions whose flat and cum are 0 are left out.
 */
export function flatCum({ stacks, low, high }: StackTotals): readonly FunctionTotals[] {
  // Each part is a sum of fewer than 2^21 numbers below 2^32, or of numbers whose sum was found to be small: it is exact.
  const lows = stacks.core.sumByName(low);
  const highs = high && stacks.core.sumByName(high);
  const told = new Uint8Array(stacks.calls.textCount);
  const totals: FunctionTotals[] = [];
  for (let number = 0; number < stacks.calls.functionCount; number++) {
    const name = stacks.calls.nameOf(number);
    if (told[name] === 1) continue;
    told[name] = 1;
    const flat = whole(lows.flat[name], highs?.flat[name]);
    const cum = whole(lows.cum[name], highs?.cum[name]);
    if (flat !== 0 || cum !== 0) totals.push({ function: stacks.calls.functionName(number), flat, cum });
  }
  return totals;
}

function whole(low = 0, high = 0): number | bigint {
  if (high === 0) return low;
  const exact = BigInt(high) * 2n ** 32n + BigInt(low);
  return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact;
}
