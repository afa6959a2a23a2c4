import type { PatternRule } from './pattern-rule.ts';

/** Parked in `runtime.chansend`: nobody receives any more. */
export const goroutineBlockedSend: PatternRule = {
  id: 'goroutine-blocked-send',
  match: ({ kind, wait }) =>
    kind === 'goroutine' && wait === 'send'
      ? 'They are parked in a channel send: nobody receives any more.'
      : undefined,
};
