import { readFile } from 'node:fs/promises';
import { readCaptureOutcome } from '../src/check/capture-outcome.ts';
import type { Check } from '../src/check/check.ts';
import { planCheck } from '../src/check/plan.ts';
import type { Service } from '../src/check/service.ts';
import { orMissing } from '../src/store/is-missing.ts';
import { profilePath } from '../src/store/profile-path.ts';

/** One replica at one time point, as the worker recorded it. */
export type TakenCapture = {
  /** From its due time to the first byte of the heap after the forced collection; undefined where none was taken. */
  readonly lateMs: number | undefined;
};

/** What became of a check's captures so far; those that nobody has tried are left out. */
export async function capturesTaken(
  directory: string,
  check: Check,
  service: Service,
): Promise<readonly TakenCapture[]> {
  const { id, t0Ms, windowMs } = check;
  if (t0Ms === undefined) return [];
  const { points, replicas } = planCheck({ check: id, service, windowMs, t0Ms });
  const taken: TakenCapture[] = [];
  for (const { index, dueAtMs } of points) {
    for (const replica of replicas.keys()) {
      const file = profilePath(directory, { check: id, replica, point: index, file: 'outcome' });
      const bytes = await orMissing(readFile(file));
      const outcome = bytes && readCaptureOutcome(bytes);
      if (outcome !== undefined) taken.push({ lateMs: outcome.ok ? outcome.takenAtMs - dueAtMs : undefined });
    }
  }
  return taken;
}
