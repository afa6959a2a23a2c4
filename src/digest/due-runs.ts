import type { Digest } from './digest.ts';
import { isQuiet, type QuietTimes } from './quiet-times.ts';
import { latestDue, nextDue } from './schedule.ts';

/** Quiet times are looked over so many times; a cron of every minute has more in a night, and then waits for its next. */
const mostLooks = 1_500;

/** The moments for which work is to begin now: the last one missed, if any, and the next one when its sweep has to begin. */
export function dueRuns(
  digest: Digest,
  now: { readonly nowMs: number; readonly handledMs: number; readonly leadMs: number },
): readonly number[] {
  const { nowMs, handledMs, leadMs } = now;
  const missed = latestLoud(digest, nowMs, handledMs);
  const next = nextLoud(digest, nowMs);
  const lead = Math.min(leadMs, (next - latestDue(digest, nowMs)) * mostOfPeriod);
  const isTime = next - lead <= nowMs && next > handledMs;
  return [...(missed === undefined ? [] : [missed]), ...(isTime ? [next] : [])];
}

/** A sweep begins after the digest before was due, so that each tells of its own time. */
const mostOfPeriod = 0.8;

function latestLoud(digest: Digest, nowMs: number, afterMs: number): number | undefined {
  let due = latestDue(digest, nowMs);
  for (let looks = 0; due > afterMs && looks < mostLooks; looks += 1) {
    if (!isQuiet(timesOf(digest), due)) return due;
    due = latestDue(digest, due - 1);
  }
  return undefined;
}

/** When it is due next, quiet times left out. */
export function nextLoud(digest: Digest, afterMs: number): number {
  let due = nextDue(digest, afterMs);
  for (let looks = 0; isQuiet(timesOf(digest), due) && looks < mostLooks; looks += 1) {
    due = nextDue(digest, due);
  }
  return due;
}

export function timesOf({ timeZone, quietHours, weekends }: Digest): QuietTimes {
  return { timeZone, quietHours, weekends };
}
