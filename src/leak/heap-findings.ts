import { fillsUp } from './fills-up.ts';
import { type Finding, mostFindings } from './finding.ts';
import { growsInSteps } from './grows-in-place.ts';
import { type HeapCandidate, heapCandidates } from './heap-candidates.ts';
import { heapFinding } from './heap-finding.ts';
import type { JudgedReplica } from './judged-replica.ts';
import type { KnownCode } from './known-code.ts';
import { Keepers, largestOfPaths, relatedTo } from './one-cause.ts';
import { significance } from './significance.ts';
import { spreadGrowth } from './spread-growth.ts';

/** A finding that explains less of the heap's growth than this is noise beside the others. */
const leastShare = 0.05;
/** Four sampled births and no death, in a stack that explains half of a proven growth, are enough to name it. */
const leadingLevel = 0.07;
const leadingShare = 0.5;

/** Two sampled births without a death. */
const guessLevel = 0.25;
const guessShare = 0.2;
/** Growth of this many sampling periods is worth as many samples, were its objects small. */
const leastPeriods = 4;

/** What grows on the heap and where, by the exact test on samples and by the slope over the captures. Worst first. */
export function heapFindings(replicas: readonly JudgedReplica[], code: KnownCode): Finding[] {
  const exactGrowth = replicas.reduce((sum, { heap }) => sum + Math.max(0, heap.trend.growth), 0);
  const growing = heapCandidates(replicas);
  const significant = growing.filter(
    (candidate) =>
      (candidate.p <= significance &&
        candidate.growthBytes > leastShare * exactGrowth &&
        isBorneOut(candidate)) ||
      explainsLeak(candidate, exactGrowth),
  );
  const causes = largestOfPaths(significant)
    .filter((candidate) => !isFull(candidate))
    .slice(0, mostFindings);
  if (causes.length === 0) {
    const spread = spreadGrowth(replicas, code);
    const candidate = spread ?? bestGuess(growing);
    if (candidate === undefined) return [];
    const keepers = new Keepers([candidate]);
    return [
      heapFinding({ candidate, related: [], keepers, spread: candidate === spread, exactGrowth }, code),
    ];
  }
  const related = relatedTo(causes, growing);
  const keepers = new Keepers(causes);
  return causes.map((candidate, cause) =>
    heapFinding({ candidate, related: related[cause] ?? [], keepers, spread: false, exactGrowth }, code),
  );
}

/**
 * Filling up to a bound, by the whole heap: a healthy shape, which the verdict names. An array or a map's tables may only be
 * between two doublings.
 */
function isFull({ parts }: HeapCandidate): boolean {
  return parts.every(({ judged, group }) => {
    const doubles = growsInSteps(group, judged.primitives.get(group.culprit));
    return fillsUp(judged.heap.trend) && !doubles;
  });
}

/**
 * Where the exact series proves that the heap leaks, only the place is open, not whether there is one. Then the stack that
 * explains most of the growth is named on less evidence, and the confidence says so.
 */
function explainsLeak({ parts, growthBytes, pRaw }: HeapCandidate, exactGrowth: number): boolean {
  return (
    pRaw <= leadingLevel &&
    growthBytes >= leadingShare * exactGrowth &&
    parts.some(({ judged }) => judged.heap.leaks)
  );
}

/**
 * Of a leak so small that hardly an object of it was sampled, the stack with most of those that were: enough to begin the search
 * at, where the whole grew by so much that it cannot be the runtime's own housekeeping.
 */
function bestGuess(growing: readonly HeapCandidate[]): HeapCandidate | undefined {
  return growing.find(({ parts, growthBytes, pRaw }) => {
    const leaking = parts.filter(({ judged }) => judged.heap.leaks);
    const exact = leaking.reduce((sum, { judged }) => sum + judged.heap.trend.growth, 0);
    const period = Math.max(0, ...leaking.map(({ judged }) => judged.heapPeriod));
    return (
      leaking.length > 0 &&
      exact >= leastPeriods * period &&
      pRaw <= guessLevel &&
      growthBytes >= guessShare * exact
    );
  });
}

/**
 * Under churn a collection leaves what was allocated while it ran, so that base and head alone find stacks that only happened
 * to be busy at head; and the live set of a full cache drifts. Where the live heap as a whole does not grow, the samples and
 * the captures between have to agree. Of many replicas one seems to grow by chance (Bonferroni).
 */
function isBorneOut({ parts, pSamples, pSlope }: HeapCandidate): boolean {
  return (
    Math.max(pSamples, pSlope) <= significance ||
    parts.some(
      ({ judged: { heap } }) =>
        heap.leaks || heap.trend.shape === 'unknown' || heap.trend.pGrowth <= significance / parts.length,
    )
  );
}
