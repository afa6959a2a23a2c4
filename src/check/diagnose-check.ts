import { diagnose } from '../leak/diagnose.ts';
import { buildReport } from '../report/build-report.ts';
import type { Report } from '../report/report.ts';
import type { CheckPlan } from './plan.ts';
import type { ProfileStore } from './profile-store.ts';
import { readCaptures, type StoredReplica } from './read-captures.ts';
import type { AnalysedService } from './service.ts';

/** From a check's stored captures to its report. CPU work: seconds for profiles of many replicas. Throws what the store throws. */
export async function diagnoseCheck(
  store: ProfileStore,
  plan: CheckPlan,
  service: AnalysedService,
): Promise<Report> {
  return diagnoseCaptures(await readCaptures(store, plan), plan, service);
}

/** The same from captures that have been read. */
export function diagnoseCaptures(
  stored: readonly StoredReplica[],
  plan: CheckPlan,
  service: AnalysedService,
): Report {
  const diagnosis = diagnose({
    windowMs: plan.windowMs,
    plannedCaptures: plan.points.length,
    replicas: stored.map(({ captures }) => captures),
    modulePrefixes: service.modulePrefixes,
    libraries: service.libraries,
  });
  return buildReport(diagnosis, {
    service: plan.service,
    check: plan.check,
    fromMs: plan.t0Ms,
    windowMs: plan.windowMs,
    plannedCaptures: plan.points.length,
    memoryLimitBytes: service.memoryLimitBytes,
    costs: new Map(stored.map(({ captures, cost }) => [captures.target, cost])),
  });
}
