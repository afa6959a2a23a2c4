import {
  type CheckFindings,
  type CheckRecord,
  type FoundLeak,
  recordCheck,
} from '../incident/record-check.ts';
import type { Report, ReportFinding } from '../report/report.ts';
import { type IncidentStore, UnreadableIncidentsError } from './incident-store.ts';
import type { Logger } from './logger.ts';
import type { ProfileStore } from './profile-store.ts';
import type { Service } from './service.ts';

export type RecordIncidentsDeps = {
  readonly incidents: IncidentStore;
  readonly services: readonly Service[];
  readonly profiles: ProfileStore;
  readonly clock: () => number;
  readonly logger: Logger;
};

/** Conclusive checks in a row without a leak after which it counts as resolved, unless the services file says otherwise. */
const usualResolvedAfter = 3;

/**
 * Notes what a check found with the incidents of its service, once however often this runs, and answers the report with what is
 * known of each finding. The stored report says it too from then on. Throws what the stores throw.
 */
export async function recordIncidents(
  deps: RecordIncidentsDeps,
  check: { readonly id: string; readonly service: string },
  report: Report,
): Promise<Report> {
  const resolvedAfter =
    deps.services.find(({ name }) => name === check.service)?.resolvedAfter ?? usualResolvedAfter;
  const findings = findingsOf(check.id, report);
  let record: CheckRecord;
  try {
    record = await deps.incidents.record(check, (incidents) =>
      recordCheck(incidents, findings, { nowMs: deps.clock(), resolvedAfter }),
    );
  } catch (error) {
    // A verdict must not wait for what somebody else wrote into Redis.
    if (!(error instanceof UnreadableIncidentsError)) throw error;
    deps.logger.error({ err: error, check: check.id }, 'incidents cannot be read');
    return { ...report, caveats: [...report.caveats, unreadable] };
  }
  const told = withRecord(report, record);
  const bytes = new TextEncoder().encode(JSON.stringify(told));
  await deps.profiles.putArtefact(check.id, 'report.json', bytes);
  return told;
}

const unreadable =
  'What earlier checks and people made of these leaks cannot be read from Redis, so each is shown as if nothing were known of it: the log of the leakcheck worker says why.';

function findingsOf(check: string, report: Report): CheckFindings {
  const { window, verdict, detectable, findings } = report;
  return {
    check,
    windowFromMs: Date.parse(window.from),
    windowMs: window.ms,
    isConclusive: verdict !== 'inconclusive',
    detectablePerMinute: {
      heap: detectable?.heapBytesPerMinute,
      goroutine: detectable?.goroutinesPerMinute,
    },
    found: findings.map(foundLeak),
  };
}

function foundLeak({ fingerprint, kind, pattern, culprit, growth, replicas }: ReportFinding): FoundLeak {
  return {
    fingerprint,
    kind,
    pattern,
    culprit: culprit.function,
    perMinute: growth.perMinute,
    atLeastPerMinute: growth.interval95[0],
    replicas: replicas.length,
  };
}

function withRecord(report: Report, { findings, absences }: CheckRecord): Report {
  return {
    ...report,
    findings: report.findings.map((finding) => {
      const incident = findings[finding.fingerprint];
      return incident === undefined ? finding : { ...finding, incident };
    }),
    ...(absences.length === 0 ? {} : { absences }),
  };
}
