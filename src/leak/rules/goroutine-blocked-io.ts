import type { PatternRule } from './pattern-rule.ts';

/** Parked in the network poller, or in a system call: no deadline ends the wait. */
export const goroutineBlockedIo: PatternRule = {
  id: 'goroutine-blocked-io',
  match: ({ kind, wait }) => {
    if (kind !== 'goroutine') return undefined;
    if (wait === 'io') return 'They wait for the network, and no deadline ends the wait.';
    return wait === 'system' ? 'They are in a system call that does not return.' : undefined;
  },
};
