import type { StackTable } from './stack-table.ts';
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
  const names = functionNames(stacks);
  const lows = sumByName(stacks, low, names);
  const highs = high && sumByName(stacks, high, names);
  return names.texts.flatMap((name, at) => {
    const flat = whole(lows.flat[at], highs?.flat[at]);
    const cum = whole(lows.cum[at], highs?.cum[at]);
    return flat === 0 && cum === 0 ? [] : [{ function: name, flat, cum }];
  });
}

/** The distinct names of a table's functions, and which of them each function has. */
type Names = { readonly texts: readonly string[]; readonly nameOf: Uint32Array };

function functionNames(stacks: StackTable): Names {
  const numbers = new Map<string, number>();
  const nameOf = new Uint32Array(stacks.calls.functionCount);
  for (let number = 0; number < stacks.calls.functionCount; number++) {
    const name = stacks.calls.functionName(number);
    const known = numbers.get(name) ?? numbers.size;
    numbers.set(name, known);
    nameOf[number] = known;
  }
  return { texts: [...numbers.keys()], nameOf };
}

/** Each part is a sum of fewer than 2^21 numbers below 2^32, or of numbers whose sum was found to be small: it is exact. */
function sumByName(stacks: StackTable, totals: Float64Array, { texts, nameOf }: Names) {
  const flat = new Float64Array(texts.length);
  const cum = new Float64Array(texts.length);
  const lastStack = new Int32Array(texts.length).fill(-1);
  for (let stack = 0; stack < totals.length; stack++) {
    const total = totals[stack] ?? 0;
    if (total === 0) continue;
    const depth = stacks.depth(stack);
    for (let place = 0; place < depth; place++) {
      // From the caller to what is inlined into it, innermost last.
      for (let at = stacks.locationAt(stack, place); at >= 0; at = stacks.calls.calleeOf(at)) {
        const name = nameOf[stacks.calls.functionOf(stacks.calls.frameOfLocation(at))] ?? 0;
        if (place === 0 && stacks.calls.calleeOf(at) < 0) flat[name] = (flat[name] ?? 0) + total;
        if (lastStack[name] === stack) continue;
        lastStack[name] = stack;
        cum[name] = (cum[name] ?? 0) + total;
      }
    }
  }
  return { flat, cum };
}

function whole(low = 0, high = 0): number | bigint {
  if (high === 0) return low;
  const exact = BigInt(high) * 2n ** 32n + BigInt(low);
  return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact;
}
