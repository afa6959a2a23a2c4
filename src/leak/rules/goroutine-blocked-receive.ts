import type { PatternRule } from './pattern-rule.ts';

/** Parked in `runtime.chanrecv`, a range over a channel included: nobody sends and nobody closes. */
export const goroutineBlockedReceive: PatternRule = {
  id: 'goroutine-blocked-receive',
  match: ({ kind, wait }) =>
    kind === 'goroutine' && wait === 'receive'
      ? 'They are parked in a channel receive: nobody sends, and nobody closes the channel.'
      : undefined,
};
