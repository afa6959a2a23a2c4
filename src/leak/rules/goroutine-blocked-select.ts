import type { PatternRule } from './pattern-rule.ts';

/** Parked in `runtime.selectgo`, or in an empty select: no case ever becomes ready. */
export const goroutineBlockedSelect: PatternRule = {
  id: 'goroutine-blocked-select',
  match: ({ kind, wait }) =>
    kind === 'goroutine' && wait === 'select'
      ? 'They are parked in a select none of whose cases becomes ready.'
      : undefined,
};
