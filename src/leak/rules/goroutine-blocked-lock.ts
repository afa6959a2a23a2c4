import type { PatternRule } from './pattern-rule.ts';

/** Parked on a semaphore: a mutex that is not unlocked, a WaitGroup that misses a Done, a Cond nobody signals. */
export const goroutineBlockedLock: PatternRule = {
  id: 'goroutine-blocked-lock',
  match: ({ kind, wait, stack }) => {
    if (kind !== 'goroutine' || wait !== 'lock') return undefined;
    // The outermost is what the code called: `sync.(*Mutex).Lock` rather than `internal/sync.(*Mutex).lockSlow`.
    const primitive = stack
      .map((frame) => /^(?:internal\/)?sync\.\(\*(\w+)\)\.(\w+)/.exec(frame.function))
      .findLast((match) => match !== null);
    const what = primitive ? `sync.${primitive[1]}.${primitive[2]}` : 'a semaphore of the sync package';
    return `They are parked in ${what}: whoever should release them does not.`;
  },
};
