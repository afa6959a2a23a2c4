import { captureCost } from './capture-cost.ts';
import type { PointCapture } from './captures.ts';

/** Fewer requests than this between two captures may be leakcheck's own, probes and scrapes. */
const fewestPerInterval = 20;

/**
 * What a process has done by each capture, up to a constant: requests served, where it counts them and serves enough to tell,
 * otherwise objects allocated but for those of the captures themselves. Only ratios of its differences mean something. Undefined
 * where most of what it allocated may be the captures' own: they cost more with each goroutine, as if the load rose with a leak.
 */
export function workDone(captures: readonly PointCapture[]): readonly number[] | undefined {
  const requests = captures.flatMap(({ metrics }) => metrics?.requests ?? []);
  const served = requestsServed(captures);
  const tells =
    requests.length === captures.length &&
    served !== undefined &&
    served >= fewestPerInterval * (captures.length - 1) &&
    requests.every((count, index) => count >= (requests[index - 1] ?? 0));
  return tells ? requests : ownMallocs(captures);
}

/** Requests served between the first and the last capture; undefined where the process does not count them. */
export function requestsServed(captures: readonly PointCapture[]): number | undefined {
  const base = captures[0]?.metrics?.requests;
  const head = captures.at(-1)?.metrics?.requests;
  return base === undefined || head === undefined || head < base ? undefined : head - base;
}

function ownMallocs(captures: readonly PointCapture[]): readonly number[] | undefined {
  const done = [0];
  for (const [index, capture] of captures.slice(1).entries()) {
    const before = captures[index] ?? capture;
    const cost = captureCost(before);
    const own = capture.memStats.mallocs - before.memStats.mallocs - cost;
    if (own < cost) return undefined;
    done.push((done[index] ?? 0) + own);
  }
  return done;
}
