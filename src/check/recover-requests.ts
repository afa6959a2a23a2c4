import { rootFailed } from '../report/thread/root-message.ts';
import type { CancelDeps } from './cancel-check.ts';
import type { Check } from './check.ts';
import { subjectOf } from './running-root.ts';

const patienceMs = 60_000;

/**
 * Ends checks whose bot died between recording them and queueing them, so that nobody waits for an answer that never
 * comes and the service can be checked again. Answers the ids. For the bot's start; safe beside other bots.
 */
export async function recoverRequests(
  deps: CancelDeps & { readonly clock: () => number },
): Promise<readonly string[]> {
  const recovered: string[] = [];
  for (const check of await deps.store.unfinished()) {
    if (isStranded(check, deps.clock()) && (await endStranded(deps, check))) {
      recovered.push(check.id);
    }
  }
  return recovered;
}

function isStranded(check: Check, nowMs: number): boolean {
  return check.state === 'requested' && check.t0Ms === undefined && nowMs - check.requestedAtMs > patienceMs;
}

async function endStranded(deps: CancelDeps, check: Check): Promise<boolean> {
  // The job may be there after all, when only the note that it was queued got lost.
  await deps.queue.cancel(check.id);
  if (!(await deps.store.setState(check.id, 'failed'))) {
    return false;
  }
  await deps.store.release(check);
  if (check.rootTs !== undefined) {
    await editRoot(deps, check, check.rootTs);
  }
  return true;
}

async function editRoot(deps: CancelDeps, check: Check, ts: string): Promise<void> {
  const message = rootFailed('leakcheck was restarted before it was queued.', 'ask again.', subjectOf(check));
  try {
    await deps.poster.update({ channel: check.channel, ts, message });
  } catch (error) {
    deps.logger.warn(
      { err: error, check: check.id },
      'stranded check ended, but its root message could not be edited',
    );
  }
}
