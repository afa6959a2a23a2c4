import type { Check } from './check.ts';
import type { CheckQueue } from './check-queue.ts';
import type { CheckStore } from './check-store.ts';
import { isEnded } from './is-ended.ts';
import type { Logger } from './logger.ts';
import type { Poster } from './poster.ts';
import type { PressLog } from './press-log.ts';
import { CheckOverError, UnknownCheckError } from './request-errors.ts';
import { demandRight, type RightsDeps } from './rights.ts';
import { showCancelled } from './show-cancelled.ts';

export type CancelDeps = RightsDeps & {
  readonly store: CheckStore;
  readonly queue: CheckQueue;
  readonly poster: Poster;
  readonly presses: PressLog;
  readonly clock: () => number;
  readonly logger: Logger;
};

/**
 * Stops a check, for who asked for it or may check its service: no target is asked again. Throws UnknownCheckError, NotAllowedError,
 * CheckOverError, Store- or QueueUnavailableError.
 */
export async function cancelCheck(
  deps: CancelDeps,
  { id, by, channel }: { readonly id: string; readonly by: string; readonly channel: string },
): Promise<Check> {
  const check = await deps.store.get(id);
  if (check === undefined) {
    throw new UnknownCheckError(id);
  }
  if (check.requestedBy !== by) {
    await demandRight(deps, { service: check.service, action: 'check', person: { user: by, channel } });
  }
  if (!isEnded(check)) {
    await deps.presses.set(id, 'cancel', { by, atMs: deps.clock() });
  }
  const stopped = await deps.store.setState(id, 'cancelled');
  if (!stopped) {
    await stopLeftovers(deps, id);
  }
  await deps.queue.cancel(id);
  await deps.store.release(check);
  // The root message may have come meanwhile; one that comes later is edited by who posts it.
  await showCancelled(deps, (await deps.store.get(id)) ?? check, by);
  return { ...check, state: 'cancelled' };
}

/** An earlier cancel may have lost the queue half-way: what it left is removed before the answer. */
async function stopLeftovers(deps: CancelDeps, id: string): Promise<never> {
  const ended = await deps.store.get(id);
  if (ended?.state === 'cancelled') {
    await deps.queue.cancel(id);
  }
  throw ended === undefined ? new UnknownCheckError(id) : new CheckOverError(id, ended.state);
}
