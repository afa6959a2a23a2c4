import type { MemStats } from '../profile/heap-text.ts';
import type { PointCapture } from './captures.ts';

/** Between which two captures the counters of a process that only ever rise fell: another process answered. */
export type ProcessChange = { readonly kind: 'restarted' | 'several-processes'; readonly point: number };

const risingCounters = [
  'totalAlloc',
  'mallocs',
  'frees',
  'numGC',
] as const satisfies readonly (keyof MemStats)[];

/** The start of a process is worked out from the machine's, which a clock that is set moves by a second. */
const sameStartSeconds = 2;

/**
 * Finds a change of process inside the window. One fall is a restart. Counters that jump both ways (a fall, and later a
 * value above an earlier peak that the restarted process cannot have reached so soon) are several processes behind one address.
 * Where the metrics tell when the process began, they decide: a restart only ever makes that later.
 */
export function processChange(captures: readonly PointCapture[]): ProcessChange | undefined {
  return changeOfStart(captures) ?? changeOfCounters(captures);
}

function changeOfStart(captures: readonly PointCapture[]): ProcessChange | undefined {
  const starts = captures.flatMap(({ point, metrics }) =>
    metrics?.startTimeSeconds === undefined ? [] : [{ point, seconds: metrics.startTimeSeconds }],
  );
  const steps = starts.slice(1).map(({ point, seconds }, index) => ({
    point,
    seconds: seconds - (starts[index]?.seconds ?? seconds),
  }));
  const first = steps.find(({ seconds }) => Math.abs(seconds) > sameStartSeconds);
  if (first === undefined) return undefined;
  const back = steps.some(({ seconds }) => seconds < -sameStartSeconds);
  return { kind: back ? 'several-processes' : 'restarted', point: first.point };
}

function changeOfCounters(captures: readonly PointCapture[]): ProcessChange | undefined {
  const falls = captures.filter((capture, index) => index > 0 && fell(captures[index - 1], capture));
  const [first] = falls;
  if (first === undefined) return undefined;
  return {
    kind: falls.length > 1 || returns(captures, first) ? 'several-processes' : 'restarted',
    point: first.point,
  };
}

function fell(previous: PointCapture | undefined, current: PointCapture): boolean {
  return (
    previous !== undefined &&
    risingCounters.some((counter) => current.memStats[counter] < previous.memStats[counter])
  );
}

/** Whether the process from before the fall answers again after it: its counters go on from where they were. */
function returns(captures: readonly PointCapture[], fall: PointCapture): boolean {
  const before = captures.filter(({ point }) => point < fall.point).at(-1);
  const after = captures.filter(({ point }) => point > fall.point);
  return (
    before !== undefined && after.some((capture) => capture.memStats.totalAlloc >= before.memStats.totalAlloc)
  );
}
