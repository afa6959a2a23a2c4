import type { Report } from '../report/report.ts';
import type { Check } from './check.ts';
import type { ProfileStore } from './profile-store.ts';
import { storedReport } from './stored-report.ts';

/**
 * What the newest of a service's earlier checks that reached a verdict said; its growth where its report is still kept. Undefined
 * where there is none. Throws what the store throws.
 */
export async function previousCheck(
  profiles: ProfileStore,
  earlier: readonly Check[],
  check: string,
): Promise<Report['previous']> {
  const last = earlier.find(({ id, outcome }) => id !== check && outcome !== undefined);
  if (last?.outcome === undefined) return undefined;
  const { outcome, id, windowMs } = last;
  const growth = (await storedReport(profiles, id))?.growth;
  return {
    check: id,
    at: new Date(outcome.finishedAtMs).toISOString(),
    windowMs,
    verdict: outcome.verdict,
    ...(growth?.heap === undefined ? {} : { heapPerMinute: growth.heap.perMinute }),
    ...(growth?.goroutines === undefined ? {} : { goroutinesPerMinute: growth.goroutines.perMinute }),
  };
}
