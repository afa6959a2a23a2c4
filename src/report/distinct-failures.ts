import type { ReplicaReport } from './report.ts';
import { plural } from './units.ts';

export type DistinctFailure = { readonly message: string; readonly nextStep: string; readonly when: string };

/** A replica's failures, each said once: the same failure at every capture is `9 captures`, a single one `capture 3`. */
export function distinctFailures(replica: Pick<ReplicaReport, 'failures'>): DistinctFailure[] {
  const captures = new Map<string, number[]>();
  for (const { message, nextStep, capture } of replica.failures) {
    const key = JSON.stringify([message, nextStep]);
    captures.set(key, [...(captures.get(key) ?? []), capture]);
  }
  return replica.failures.flatMap(({ message, nextStep }) => {
    const key = JSON.stringify([message, nextStep]);
    const same = captures.get(key);
    captures.delete(key);
    if (same === undefined) return [];
    const when = same.length === 1 ? `capture ${(same[0] ?? 0) + 1}` : plural(same.length, 'capture');
    return [{ message, nextStep, when }];
  });
}
