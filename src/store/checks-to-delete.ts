import type { StoredCheck } from './stored-checks.ts';

export type StoreLimits = { readonly maxBytes: number; readonly maxAgeMs: number };

/** A check whose files changed this recently is probably still being captured or analysed. */
const inUseMs = 600_000;

/**
 * Which checks a sweep deletes: all beyond the age; then the oldest until the rest is within the size. Checks in use are
 * spared as long as the store stays within twice its size: a disk that fills up fails every check, not one. A running
 * check with hours between its captures does not look in use, and may go when space is short: it then ends inconclusive.
 */
export function checksToDelete(
  checks: readonly StoredCheck[],
  nowMs: number,
  { maxBytes, maxAgeMs }: StoreLimits,
): readonly StoredCheck[] {
  const oldestFirst = [...checks].sort((a, b) => a.changedAtMs - b.changedAtMs);
  const aged = oldestFirst.filter((check) => nowMs - check.changedAtMs > maxAgeMs);
  const fresh = oldestFirst.filter((check) => !aged.includes(check));
  const isIdle = (check: StoredCheck) => nowMs - check.changedAtMs > inUseMs;
  const idle = oldestUntil(fresh.filter(isIdle), sizeOf(fresh) - maxBytes);
  const left = sizeOf(fresh) - sizeOf(idle);
  const busy =
    left > 2 * maxBytes
      ? oldestUntil(
          fresh.filter((check) => !isIdle(check)),
          left - maxBytes,
        )
      : [];
  return [...aged, ...idle, ...busy];
}

function oldestUntil(oldestFirst: readonly StoredCheck[], excessBytes: number): readonly StoredCheck[] {
  const chosen: StoredCheck[] = [];
  for (const check of oldestFirst) {
    if (sizeOf(chosen) >= excessBytes) {
      break;
    }
    chosen.push(check);
  }
  return chosen;
}

function sizeOf(checks: readonly StoredCheck[]): number {
  return checks.reduce((sum, { bytes }) => sum + bytes, 0);
}
