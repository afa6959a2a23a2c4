import type { Profile } from '../profile/profile.ts';
import { valueIndex } from '../profile/value-index.ts';
import type { PointCapture } from './captures.ts';
import type { Unusable } from './usable-replica.ts';
import { requestsServed } from './work-done.ts';

/**
 * What one capture makes a process allocate that serves nothing else: names and lines for every frame that is written, and
 * the stack of every goroutine that is walked. Measured on idle Go 1.26.8 services: 1,500 objects for a bare one; 9,900 with
 * 107 rows of 28 frames; 10,200 with 82 rows of 33; 85,000 with 2,000 goroutines of 28 frames. These numbers lie a quarter
 * above that, so that more than them is the service's own work.
 */
const mallocsPerCapture = 2_000;
const mallocsPerFrame = 4;
const mallocsPerFrameWalked = 1.5;

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

function captureCost({ heap, goroutine }: PointCapture): number {
  const column = valueIndex(goroutine, 'goroutine');
  const walked = goroutine.samples.reduce(
    (sum, { stack, values }) => sum + stack.length * (values[column] ?? 0),
    0,
  );
  const written = framesOf(heap) + framesOf(goroutine);
  return mallocsPerCapture + mallocsPerFrame * written + mallocsPerFrameWalked * walked;
}

function framesOf({ samples }: Profile): number {
  return samples.reduce((sum, { stack }) => sum + stack.length, 0);
}
