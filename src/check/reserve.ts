import type { Check } from './check.ts';
import { rootOf } from './check.ts';
import { linkTo } from './link-to.ts';
import type { RequestDeps } from './request-deps.ts';
import { AlreadyRunningError } from './request-errors.ts';

/**
 * Reserves service and window for a check. Called before the check is recorded and once more after: a reservation counts
 * only together with the record of its check. Throws an AlreadyRunningError with a link to what runs.
 */
export async function reserve(deps: RequestDeps, check: Check): Promise<void> {
  if (await deps.store.reserve(check)) {
    return;
  }
  const running = await deps.store.running(check.service, check.windowMs);
  // What held the reservation may have ended between the two questions.
  if (running === undefined && (await deps.store.reserve(check))) {
    return;
  }
  throw new AlreadyRunningError(
    check.service,
    running && {
      id: running.id,
      permalink: await linkTo(deps, rootOf(running)),
      isForDigest: running.digest !== undefined,
    },
  );
}
