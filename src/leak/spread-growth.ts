import { originOf } from './frame-origin.ts';
import { fastestPart, type HeapCandidate, heapCandidates } from './heap-candidates.ts';
import { cumulativeHeapGroups } from './heap-groups.ts';
import type { JudgedReplica } from './judged-replica.ts';
import type { KnownCode } from './known-code.ts';
import { significance } from './significance.ts';

/** Share of the exact growth that a function must own to answer for it. */
const leadingShare = 0.5;
/** Of functions that own this share of what the largest owns, the deepest says most. */
const nearlyAll = 0.8;
/** Go records stacks of at most 128 calls unless told otherwise. */
const mostWeighed = 200;

/**
 * Where the exact series proves that the heap leaks, but no place that allocates stands out alone: the deepest function, own code
 * before other, that all or most of the growth passes through. Undefined where the samples do not bear out even that.
 */
export function spreadGrowth(
  replicas: readonly JudgedReplica[],
  { modulePrefixes }: KnownCode,
): HeapCandidate | undefined {
  const leaking = replicas.filter(({ heap }) => heap.leaks);
  if (leaking.length === 0) return undefined;
  const exactGrowth = leaking.reduce((sum, { heap }) => sum + heap.trend.growth, 0);
  const owning = heapCandidates(leaking, ({ heapTable }) => cumulativeHeapGroups(heapTable)).filter(
    ({ p, growthBytes }) => p <= significance && growthBytes >= leadingShare * exactGrowth,
  );
  const own = owning.filter((candidate) => isOwn(candidate, modulePrefixes));
  const eligible = own.length > 0 ? own : owning;
  // Most bytes first.
  const most = eligible[0]?.growthBytes ?? 0;
  return eligible
    .filter(({ growthBytes }) => growthBytes >= nearlyAll * most)
    .slice(0, mostWeighed)
    .map((candidate) => ({ candidate, depth: fastestPart(candidate.parts).group.depth }))
    .sort((a, b) => b.depth - a.depth)[0]?.candidate;
}

function isOwn({ parts }: HeapCandidate, modulePrefixes: readonly string[]): boolean {
  const frame = fastestPart(parts).group.culpritFrame;
  return frame !== undefined && originOf(frame, modulePrefixes) === 'own';
}
