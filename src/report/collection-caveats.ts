import type { Diagnosis } from '../leak/diagnose.ts';
import { fewerCaptures } from '../leak/fewer-captures.ts';
import { isUncollected } from '../leak/live-heap.ts';
import { formatCount } from './units.ts';

/** What it means for the verdict that no collection was forced. */
export function uncollectedCaveat({ replicas, verdict }: Diagnosis): string[] {
  if (verdict === 'inconclusive' || !replicas.some(({ replica }) => isUncollected(replica))) return [];
  return [
    'No collection was forced (`gc: false`): the live heap is told by samples, as it was one or two of the service’s own collections before each capture, so its growth is a suspect at most. Goroutines are counted exactly. To be sure of the heap, allow collections.',
  ];
}

/** What fewer captures than usual cost in certainty. */
export function fewerCapturesCaveat(captures: number, windowMs: number): string[] {
  const fewer = fewerCaptures(captures, windowMs);
  if (fewer === undefined) return [];
  const { usual, timesAsFast, mostConfidence, spare } = fewer;
  const missing = spare === 0 ? 'one' : `more than ${formatCount(spare)}`;
  return [
    `${formatCount(captures)} captures were planned instead of the usual ${formatCount(usual)} (\`captures\`): a leak has to be ${timesAsFast.toFixed(1)} times as fast to stand out as surely, none is called surer than ${Math.round(mostConfidence * 100)} %, and a replica that misses ${missing} cannot be judged.`,
  ];
}
