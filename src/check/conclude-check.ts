import type { CheckStore } from './check-store.ts';
import { isEnded } from './is-ended.ts';
import type { CheckPlan } from './plan.ts';
import type { ProfileStore } from './profile-store.ts';
import type { Publisher } from './publisher.ts';
import { storedReport } from './stored-report.ts';

/** The analysis is gone from the profile store, or lies in a directory that this worker does not see. */
export class ReportMissingError extends Error {
  override readonly name = 'ReportMissingError';
}

/**
 * Publishes a check's stored report and enters it into the history. Done twice it changes nothing; a check that has ended
 * (cancelled, for one) gets no verdict. Throws a PostError, a ReportMissingError, or what the stores throw.
 */
export async function concludeCheck(
  deps: {
    readonly store: CheckStore;
    readonly profiles: ProfileStore;
    readonly publisher: Publisher;
    readonly clock: () => number;
  },
  plan: CheckPlan,
): Promise<void> {
  const check = await deps.store.get(plan.check);
  if (check === undefined || isEnded(check)) return;
  const report = await storedReport(deps.profiles, plan.check);
  if (report === undefined) throw new ReportMissingError(`no stored report of check ${plan.check}`);
  await deps.publisher.publish(check, plan);
  const { verdict, confidence, reason, proposedWindowMs } = report;
  await deps.store.finish(plan.check, {
    verdict,
    confidence,
    reason,
    finishedAtMs: deps.clock(),
    proposedWindowMs,
  });
}
