/** How the checks of a sweep are spread: not all at once, and not all in the same moment. */
export type SweepPlan = {
  /** How long before its digest is due the sweep begins. */
  readonly leadMs: number;
  /** From one check's start to the next one's. */
  readonly spacingMs: number;
};

/** What a check takes beyond its window: queue, analysis, report. */
const afterWindowMs = 45_000;

/** As late as it can be for the facts to be fresh, but never earlier than `withinMs`: then checks begin closer to each other. */
export function planSweep(sweep: {
  /** Of each service, milliseconds. */
  readonly windowsMs: readonly number[];
  readonly withinMs: number;
  readonly atOnce: number;
}): SweepPlan {
  const { windowsMs, withinMs, atOnce } = sweep;
  const longestMs = windowsMs.reduce((longest, windowMs) => Math.max(longest, windowMs), 0) + afterWindowMs;
  const gaps = Math.max(0, windowsMs.length - 1);
  const idealMs = longestMs / atOnce;
  const leadMs = Math.min(withinMs, longestMs + gaps * idealMs);
  const spacingMs = gaps === 0 ? 0 : Math.max(0, Math.min(idealMs, (leadMs - longestMs) / gaps));
  return { leadMs, spacingMs };
}

/** Until when checks of a sweep are started, and until when they are waited for. */
export function sweepEnds(
  run: { readonly dueMs: number; readonly startedMs: number },
  sweep: { readonly leadMs: number; readonly windowsMs: readonly number[] },
): { readonly lastStartMs: number; readonly endMs: number } {
  const longestMs = sweep.windowsMs.reduce((longest, windowMs) => Math.max(longest, windowMs), 0);
  const lastStartMs = Math.max(run.dueMs, run.startedMs + sweep.leadMs);
  return { lastStartMs, endMs: lastStartMs + longestMs + 2 * afterWindowMs };
}
