import type { Check } from './check.ts';
import type { CheckStore } from './check-store.ts';
import { failCheck } from './fail-check.ts';
import { isEnded } from './is-ended.ts';
import type { Logger } from './logger.ts';
import type { Publisher } from './publisher.ts';

export type ReconcileDeps = {
  readonly store: CheckStore;
  /** Whether the queue still holds the check's job. */
  readonly queue: { has(check: string): Promise<boolean> };
  readonly publisher: Publisher;
  readonly clock: () => number;
  readonly logger: Logger;
};

/** Far longer than the moment between recording a check and queueing it. */
const patienceMs = 60_000;

/**
 * Ends every unfinished check that no job works on any more, with an answer in its thread: the bot may have died before it
 * queued the job, or Redis may have come back without it. Such a check is not queued again: who asked may have been told that
 * nothing was queued, and a window that was interrupted proves nothing. Answers the ids.
 */
export async function reconcile(deps: ReconcileDeps): Promise<readonly string[]> {
  const ended: string[] = [];
  for (const check of await deps.store.unfinished()) {
    if (!(await isOrphaned(deps, check))) continue;
    if (await endOrphan(deps, check)) ended.push(check.id);
  }
  return ended;
}

async function isOrphaned(deps: ReconcileDeps, check: Check): Promise<boolean> {
  if (deps.clock() - check.requestedAtMs < patienceMs || (await deps.queue.has(check.id))) return false;
  // A check is ended before its job goes, so one that ended between the two questions shows it now.
  const now = await deps.store.get(check.id);
  return now !== undefined && !isEnded(now);
}

/** One thread that cannot be told must not keep the others waiting: it has its turn again at the next round. */
async function endOrphan(deps: ReconcileDeps, check: Check): Promise<boolean> {
  try {
    await failCheck(deps, check.id, orphanProblem(check));
    return true;
  } catch (error) {
    deps.logger.warn({ err: error, check: check.id }, 'a check without a job could not be ended yet');
    return false;
  }
}

function orphanProblem(check: Check): { reason: string; nextStep: string } {
  const reason =
    check.t0Ms === undefined
      ? 'leakcheck was interrupted before this check was queued.'
      : 'the queue lost this check before it was finished: Redis came back without its jobs.';
  const nextStep =
    check.t0Ms === undefined
      ? 'ask again.'
      : 'ask again; operators of leakcheck should see that Redis keeps an append-only file and evicts nothing.';
  return { reason, nextStep };
}
