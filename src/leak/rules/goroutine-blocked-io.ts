import type { PatternRule } from './pattern-rule.ts';

/** Parked in the network poller without a deadline that would end the wait. */
export const goroutineBlockedIo: PatternRule = {
  id: 'goroutine-blocked-io',
  match: ({ kind, wait }) =>
    kind === 'goroutine' && wait === 'io'
      ? 'They wait for the network, and no deadline ends the wait.'
      : undefined,
};
