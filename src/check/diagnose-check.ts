import { diagnoseReadings } from '../leak/diagnose.ts';
import { isJudged, type ReplicaReading, readReplica } from '../leak/judged-replica.ts';
import { withoutLists } from '../leak/without-lists.ts';
import { buildReport } from '../report/build-report.ts';
import type { Report } from '../report/report.ts';
import { earlierBaseAdder } from './earlier-bases.ts';
import type { CheckPlan } from './plan.ts';
import type { DiagnosedReplica } from './process-record.ts';
import type { ProfileReader } from './profile-store.ts';
import type { ReadBefore } from './read-ahead.ts';
import { eachReplica } from './read-captures.ts';
import type { AnalysedService } from './service.ts';

/** The report of a check, and of its captures what is still of use then. */
export type DiagnosedCheck = { readonly report: Report; readonly stored: readonly DiagnosedReplica[] };

/** From a check's stored captures alone to its report. Throws what the store throws. */
export async function diagnoseCheck(
  store: ProfileReader,
  plan: CheckPlan,
  service: AnalysedService,
): Promise<Report> {
  const { report } = await diagnoseStored(store, plan, { service, earlierChecks: [] });
  return report;
}

/**
 * From a check's stored captures, and what its service's earlier checks (by their ids) remember, to its report. CPU work: seconds
 * for profiles of many replicas, which are read one after another, so that memory holds the long lists of one of them only.
 * Throws what the store throws.
 */
export async function diagnoseStored(
  store: ProfileReader,
  plan: CheckPlan,
  context: {
    readonly service: AnalysedService;
    readonly earlierChecks: readonly string[];
    readonly before?: ReadBefore | undefined;
  },
): Promise<DiagnosedCheck> {
  const { service, earlierChecks, before } = context;
  const { windowMs } = plan;
  const withEarlierBases = await earlierBaseAdder(store, plan, earlierChecks);
  const stored: DiagnosedReplica[] = [];
  const readings: ReplicaReading[] = [];
  for await (const replica of eachReplica(store, plan, before)) {
    const whole = withEarlierBases(replica, stored.length);
    const reading = readReplica(whole.captures, { windowMs, modulePrefixes: service.modulePrefixes });
    const captures = withoutLists(whole.captures);
    readings.push({ ...reading, replica: captures });
    stored.push({ ...whole, captures, lasting: isJudged(reading) ? reading.lasting : undefined });
  }
  const diagnosis = diagnoseReadings(readings, {
    windowMs,
    plannedCaptures: plan.points.length,
    modulePrefixes: service.modulePrefixes,
    libraries: service.libraries,
  });
  const report = buildReport(diagnosis, {
    service: plan.service,
    check: plan.check,
    fromMs: plan.t0Ms,
    windowMs,
    plannedCaptures: plan.points.length,
    memoryLimitBytes: service.memoryLimitBytes,
    code: service,
    costs: new Map(stored.map(({ captures, cost }) => [captures.target, cost])),
  });
  return { report, stored };
}
