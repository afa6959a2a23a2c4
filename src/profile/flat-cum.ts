import { addExact } from './add-exact.ts';
import type { Sample } from './profile.ts';

/** A function's own value and that of everything below it, in the unit of the column. */
export type FunctionTotals = { readonly function: string; readonly flat: number; readonly cum: number };

type Running = { function: string; flat: number; cum: number; lastSample: Sample | undefined };

/**
 * Flat and cum of every function for one column of values, as `go tool pprof -top` counts them: inlined functions are
 * functions of their own, and one that occurs several times in a stack counts once in its cum. In the order of first
 * occurrence. Values may be negative (differences). Throws ProfileError if a sum is beyond 2^53.
 */
export function flatCum(samples: readonly Sample[], valueIndex: number): readonly FunctionTotals[] {
  const totals = new Map<string, Running>();
  for (const sample of samples) {
    const value = sample.values[valueIndex] ?? 0;
    sample.stack.forEach((frame, depth) => {
      const running = totals.get(frame.function) ?? newRunning(frame.function, totals);
      if (depth === 0) running.flat = addExact(running.flat, value);
      if (running.lastSample === sample) return;
      running.lastSample = sample;
      running.cum = addExact(running.cum, value);
    });
  }
  return [...totals.values()].map(({ function: name, flat, cum }) => ({ function: name, flat, cum }));
}

function newRunning(name: string, totals: Map<string, Running>): Running {
  const running: Running = { function: name, flat: 0, cum: 0, lastSample: undefined };
  totals.set(name, running);
  return running;
}
