import { captureCost } from './capture-cost.ts';
import type { PointCapture } from './captures.ts';
import type { Unusable } from './usable-replica.ts';
import { requestsServed } from './work-done.ts';

/** What one capture asks for itself, and what probes and scrapers ask for in a second. */
const requestsPerCapture = 8;
const requestsPerSecond = 0.2;
/** Without requests a process still keeps house: timers, probes, its own metrics. Much more than that is work of another kind. */
const mostHousekeeping = 10;

/** Undefined for a process that did something of its own between the captures. A leak needs traffic to show. */
export function idleness(captures: readonly PointCapture[]): Unusable | undefined {
  const base = captures[0];
  const head = captures.at(-1);
  if (base === undefined || head === undefined || captures.length < 2) return undefined;
  const allocated = (head.memStats.mallocs - base.memStats.mallocs) / (captures.length - 1);
  const cost = captureCost(head);
  if (allocated < cost) return { kind: 'idle', mallocsPerCapture: allocated };
  const requests = requestsServed(captures);
  const ofOthers =
    requestsPerCapture * captures.length + (requestsPerSecond * (head.atMs - base.atMs)) / 1_000;
  if (requests === undefined || requests > ofOthers || allocated >= mostHousekeeping * cost) return undefined;
  return { kind: 'idle', mallocsPerCapture: allocated, requests };
}
