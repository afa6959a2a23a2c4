import type { PatternRule } from './pattern-rule.ts';

/** Asleep or runnable in a loop: started again and again, and nothing ends them. */
export const goroutineInfiniteLoop: PatternRule = {
  id: 'goroutine-infinite-loop',
  match: ({ kind, wait }) => {
    if (kind !== 'goroutine') return undefined;
    if (wait === 'sleep') return 'They sleep between rounds of a loop that has no exit.';
    return wait === 'running' ? 'They keep running: their loop has no exit.' : undefined;
  },
};
