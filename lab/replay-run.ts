/** One playing of a recording: when it began, and the requests so far as far as they matter. */
export type ReplayRun = {
  readonly beganAtMs: number;
  readonly lastRequestAtMs: number;
  readonly lastCaptureAtMs: number | undefined;
  readonly captures: number;
  /** Longest time between two captures so far. */
  readonly longestGapMs: number;
};

const idleMs = 5_000;
/** A check that forces two collections for one capture asks for the second text at once; windows ask no sooner than this. */
const sameCaptureMs = 1_000;
/** The lab's windows have at least five captures, so gaps within a recording are at most a quarter of it. */
const capturesInShortestCheck = 5;

/**
 * The run that a request belongs to: the one under way, or a new one, so that every check begins where the recording does.
 * A check asks evenly: after three captures a silence twice as long as any before is taken for the end of that check,
 * and any silence that no window inside the recording could contain always is. Beyond the end 5 s without a request will do.
 */
export function runAtRequest(
  run: ReplayRun | undefined,
  request: { readonly atMs: number; readonly isCapture: boolean },
  recordingMs: number,
): ReplayRun {
  const current = run === undefined || isOver(run, request.atMs, recordingMs) ? freshRun(request.atMs) : run;
  if (!request.isCapture || isSameCapture(current, request.atMs))
    return { ...current, lastRequestAtMs: request.atMs };
  const gapMs = current.lastCaptureAtMs === undefined ? 0 : request.atMs - current.lastCaptureAtMs;
  return {
    ...current,
    lastRequestAtMs: request.atMs,
    lastCaptureAtMs: request.atMs,
    captures: current.captures + 1,
    longestGapMs: Math.max(current.longestGapMs, gapMs),
  };
}

/** Whether a text asked for now is of the capture that the last one began. */
export function isSameCapture({ lastCaptureAtMs }: ReplayRun, atMs: number): boolean {
  return lastCaptureAtMs !== undefined && atMs - lastCaptureAtMs < sameCaptureMs;
}

function isOver(run: ReplayRun, nowMs: number, recordingMs: number): boolean {
  const silentMs = nowMs - run.lastRequestAtMs;
  if (silentMs <= idleMs) return false;
  if (nowMs - run.beganAtMs > recordingMs) return true;
  return silentMs > longestSilenceMs(run, recordingMs);
}

function longestSilenceMs(run: ReplayRun, recordingMs: number): number {
  const widestMs = recordingMs / (capturesInShortestCheck - 1) + 1_000;
  return run.captures < 3 ? widestMs : Math.min(widestMs, 2 * run.longestGapMs);
}

function freshRun(atMs: number): ReplayRun {
  return { beganAtMs: atMs, lastRequestAtMs: atMs, lastCaptureAtMs: undefined, captures: 0, longestGapMs: 0 };
}
