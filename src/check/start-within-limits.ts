import { CheckLimitError } from './access-errors.ts';
import type { Check } from './check.ts';
import type { CheckStart } from './check-limits.ts';
import type { RequestDeps } from './request-deps.ts';
import type { Service } from './service.ts';
import { startCheck } from './start-check.ts';

/**
 * Starts a reserved check unless its person or its service has had as many as may be. Only what is started counts. Throws a
 * CheckLimitError, and what `startCheck` throws; after each of them nothing is queued and nothing reserved.
 */
export async function startWithinLimits(deps: RequestDeps, check: Check, service: Service): Promise<Check> {
  const start: CheckStart = { id: check.id, person: check.requestedBy, service: service.name };
  await quietlyOnFailure(
    deps,
    check,
    () => count(deps, start, service),
    () => deps.store.release(check),
  );
  return quietlyOnFailure(
    deps,
    check,
    () => startCheck(deps, check),
    () => deps.limits.giveBack(start),
  );
}

async function count(deps: RequestDeps, start: CheckStart, service: Service): Promise<void> {
  const limits = { person: deps.access().personLimit, service: service.checkLimit };
  const full = await deps.limits.take(start, limits);
  const limit = full && limits[full.of];
  if (full === undefined || limit === undefined) return;
  throw new CheckLimitError({ ...full, service: service.name, limit });
}

/** What failed is what is told; that tidying up after it failed as well is for the log. */
async function quietlyOnFailure<T>(
  deps: RequestDeps,
  { id }: Check,
  work: () => Promise<T>,
  tidy: () => Promise<void>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await tidy().catch((err: unknown) => {
      deps.logger.error({ err, check: id }, 'could not tidy up after a check that was not started');
    });
    throw error;
  }
}
