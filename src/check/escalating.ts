import type { CheckStore } from './check-store.ts';
import type { Logger } from './logger.ts';

/** Longer than telling takes; a process that dies in between frees it so. */
const holdMs = 60_000;

export type EscalatingDeps = {
  readonly store: Pick<CheckStore, 'claim' | 'unclaim'>;
  readonly logger: Logger;
  /** The workspace whose leaks these are: others have leaks of their own. Undefined where there is only one. */
  readonly team?: string | undefined;
};

/**
 * Does this while nobody else escalates leaks of the service, be it another check's button or leakcheck itself. Undefined, and nothing
 * done, where somebody does. Throws what the store and the work throw.
 */
export async function whileEscalating<T>(
  deps: EscalatingDeps,
  service: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  const key = `escalating:${deps.team === undefined ? '' : `${deps.team}/`}${service}`;
  if (!(await deps.store.claim(key, holdMs))) return undefined;
  try {
    return await work();
  } finally {
    await deps.store.unclaim(key).catch((error: unknown) => {
      deps.logger.warn({ err: error, service }, 'an escalation that is over holds up others for a while');
    });
  }
}
