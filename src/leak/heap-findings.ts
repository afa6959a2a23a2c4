import { leakConfidence, suspectConfidence } from './confidence.ts';
import { describeFinding } from './describe-finding.ts';
import type { Estimate, Fact, Finding } from './finding.ts';
import { enclosingFunction } from './function-name.ts';
import { fastestPart, type GroupInReplica, type HeapCandidate, heapCandidates } from './heap-candidates.ts';
import type { HeapGroup } from './heap-groups.ts';
import type { JudgedReplica } from './judged-replica.ts';
import type { PrimitiveShares } from './primitive.ts';
import { poissonInterval95 } from './statistics/poisson.ts';
import type { Trend } from './trend.ts';

const significance = 0.05;
/** A finding that explains less of the heap's growth than this is noise beside the others. */
const leastShare = 0.05;
/** Four sampled births and no death, in a stack that explains half of a proven growth, are enough to name it. */
const leadingLevel = 0.07;
const leadingShare = 0.5;
/** A stack whose second half grew less than this share of its first is filling up, whatever the whole heap does. */
const fillingRatio = 0.25;
/** A map's tables are smaller than this: one object of this size that holds most of the growth is an array. */
const leastArrayBytes = 128 * 1024;

/** What grows on the heap and where, by the exact test on samples and by the slope over the captures. Worst first. */
export function heapFindings(
  replicas: readonly JudgedReplica[],
  modulePrefixes: readonly string[],
): Finding[] {
  const exactGrowth = replicas.reduce((sum, { heap }) => sum + Math.max(0, heap.trend.growth), 0);
  const growing = heapCandidates(replicas);
  const significant = growing.filter(
    (candidate) =>
      (candidate.p <= significance &&
        candidate.growthBytes > leastShare * exactGrowth &&
        isBorneOut(candidate)) ||
      explainsLeak(candidate, exactGrowth),
  );
  const causes = significant
    .filter((candidate) => !isFull(candidate))
    .filter(
      (candidate, index) => !significant.slice(0, index).some((larger) => isOneCause(larger, candidate)),
    );
  return causes.map((cause) => {
    const related = growing.filter(
      (other) => other.growthBytes < cause.growthBytes && isOneCause(cause, other),
    );
    return findingOf({ cause, related, exactGrowth, modulePrefixes });
  });
}

/**
 * Filling up to a bound, by the whole heap: a healthy shape, which the verdict names. An array or a map's tables may only be
 * between two doublings.
 */
function isFull({ parts }: HeapCandidate): boolean {
  return parts.every(({ judged, group }) => {
    const { shape, halvesRatio } = judged.heap.trend;
    const doubles =
      growsInPlace(group) || (judged.primitives.get(group.culprit)?.get('map') ?? 0) >= leadingShare;
    return shape === 'plateau' && halvesRatio !== undefined && halvesRatio < 0.5 && !doubles;
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
 * Under churn a collection leaves what was allocated while it ran, so that base and head alone find stacks that only happened
 * to be busy at head; and the live set of a full cache drifts. Where the live heap as a whole does not grow, the samples and
 * the captures between have to agree.
 */
function isBorneOut({ parts, pSamples, pSlope }: HeapCandidate): boolean {
  return (
    Math.max(pSamples, pSlope) <= significance ||
    parts.some(({ judged: { heap } }) => heap.trend.shape === 'unknown' || heap.trend.pGrowth <= significance)
  );
}

/**
 * What is kept and what keeps it grow together, along one path of calls: the handler that decodes an order, the function
 * that captures it, the registry whose slice it is put into. A smaller growth on the path of a larger one is the same cause.
 */
function isOneCause(larger: HeapCandidate, smaller: HeapCandidate): boolean {
  const [owner, other] = [fastestPart(larger.parts).group, fastestPart(smaller.parts).group];
  return passesThrough(other, owner.culprit) || passesThrough(owner, other.culprit);
}

function passesThrough({ stacks }: HeapGroup, culprit: string): boolean {
  return stacks[0]?.stack.some((frame) => enclosingFunction(frame.function) === culprit) ?? false;
}

function findingOf(found: {
  readonly cause: HeapCandidate;
  readonly related: readonly HeapCandidate[];
  readonly exactGrowth: number;
  readonly modulePrefixes: readonly string[];
}): Finding {
  const { cause: candidate, related, exactGrowth, modulePrefixes } = found;
  const growing = candidate.parts.filter(
    ({ group }) => group.growthBytes > leastShare * candidate.growthBytes,
  );
  const leaking = growing.filter(leaksHere);
  const best = fastestPart(leaking.length > 0 ? leaking : growing);
  const share = exactGrowth > 0 ? Math.min(1, candidate.growthBytes / exactGrowth) : undefined;
  const [stack] = best.group.stacks;
  const relatedCulprits = [
    ...related.map(({ parts }) => fastestPart(parts).group.culprit),
    ...keepers(best).map(({ culprit }) => culprit),
  ];
  return describeFinding({
    kind: 'heap',
    verdict: leaking.length > 0 ? 'leak' : 'suspect',
    confidence: confidenceOf(candidate, best, leaking.length > 0),
    culpritName: best.group.culprit,
    stack: stack?.stack ?? [],
    objectBytes: stack?.objectBytes,
    wait: undefined,
    primitives: primitivesOf(best, relatedCulprits),
    growsInPlace: growsInPlace(best.group),
    createdBy: undefined,
    growth: growthOf(candidate),
    atHead: candidate.parts.reduce((sum, { group }) => sum + group.atHeadBytes, 0),
    replicas: growing.map(({ judged }) => judged.replica.target),
    facts: [
      ...factsOf(candidate, best, share),
      ...related.filter(({ growthBytes }) => growthBytes > leastShare * exactGrowth).map(relatedFact),
    ],
    relatedCulprits,
    modulePrefixes,
  });
}

/** The culprit's first; empty where the target does not name its runtime frames. */
function primitivesOf({ judged, group }: GroupInReplica, related: readonly string[]): PrimitiveShares[] {
  if (judged.primitives.size === 0) return [];
  return [group.culprit, ...related].map((culprit) => judged.primitives.get(culprit) ?? new Map());
}

/** One array that is appended to is replaced by a larger one: then the largest size at head holds most of what is there. */
function growsInPlace({ atHeadBytes, stacks }: HeapGroup): boolean {
  const [stack] = stacks;
  return (
    stack !== undefined &&
    stack.objectBytes >= leastArrayBytes &&
    stack.objectBytes >= leadingShare * atHeadBytes
  );
}

/**
 * What the culprit calls and what holds memory itself: a registry's slice doubles now and then, so that it need not have grown
 * in the window to be what keeps the growing objects.
 */
function keepers({ judged, group: { culprit } }: GroupInReplica): HeapGroup[] {
  return judged.heapGroups.filter(
    (group) => group.culprit !== culprit && group.atHeadBytes > 0 && passesThrough(group, culprit),
  );
}

function leaksHere({ judged, trend }: GroupInReplica): boolean {
  return (
    judged.heap.leaks &&
    trend.growth > 0 &&
    (trend.halvesRatio === undefined || trend.halvesRatio > fillingRatio)
  );
}

function confidenceOf(candidate: HeapCandidate, { judged }: GroupInReplica, leaks: boolean): number {
  // Two compared profiles have no exact series: there the samples alone speak.
  const hasSeries = judged.heap.points.length > 0;
  if (!leaks)
    return suspectConfidence(hasSeries ? Math.max(candidate.p, judged.heap.trend.pGrowth) : candidate.p);
  const { trend, young } = judged.heap;
  return leakConfidence({
    trend,
    pStack: Math.min(candidate.p, candidate.pRaw * 2),
    captures: judged.replica.captures.length,
    young,
  });
}

/** The interval comes from the births and deaths that were sampled, and excludes 0 exactly when the test does. */
function growthOf(candidate: HeapCandidate): Estimate {
  const { growthBytes, births, deaths } = candidate;
  const sampled = births + deaths;
  if (sampled === 0) return { amount: growthBytes, interval95: [growthBytes, growthBytes] };
  const variance = candidate.parts.reduce((sum, { group }) => sum + group.variance, 0);
  const bytesPerSample = Math.sqrt(variance / sampled);
  const [birthsLow, birthsHigh] = poissonInterval95(births);
  const [deathsLow, deathsHigh] = poissonInterval95(deaths);
  const low = growthBytes - bytesPerSample * Math.hypot(births - birthsLow, deathsHigh - deaths);
  const high = growthBytes + bytesPerSample * Math.hypot(birthsHigh - births, deaths - deathsLow);
  const significant = candidate.pRaw <= significance;
  return { amount: growthBytes, interval95: [significant ? Math.max(low, 0) : Math.min(low, 0), high] };
}

function factsOf(
  candidate: HeapCandidate,
  { judged, group, trend }: GroupInReplica,
  share: number | undefined,
): Fact[] {
  const { heap } = judged;
  const [stack] = group.stacks;
  return [
    ...halvesFact(candidate.parts.map((part) => part.judged.heap.trend)),
    ...(share === undefined ? [] : [{ kind: 'share-of-growth', share } as const]),
    ...(candidate.births > 0
      ? [{ kind: 'samples', births: candidate.births, deaths: candidate.deaths, p: candidate.p } as const]
      : []),
    ...(group.kept === undefined ? [] : [{ kind: 'kept', share: Math.min(1, group.kept) } as const]),
    ...(stack === undefined ? [] : [{ kind: 'object-size', bytes: stack.objectBytes } as const]),
    ...(heap.leaks
      ? []
      : [{ kind: 'shape', shape: heap.trend.shape === 'growing' ? trend.shape : heap.trend.shape } as const]),
    ...(heap.recent && heap.pastShare !== undefined
      ? [{ kind: 'recent', share: heap.pastShare } as const]
      : []),
  ];
}

function relatedFact({ parts, growthBytes }: HeapCandidate): Fact {
  return { kind: 'related', function: fastestPart(parts).group.culprit, bytes: growthBytes };
}

/** How fast the two halves grew in all the replicas that passed the halves rule together. */
export function halvesFact(trends: readonly Trend[]): Fact[] {
  const halves = trends.flatMap(({ shape, halvesRatio, slope }) => {
    if (shape !== 'growing' || halvesRatio === undefined) return [];
    const first = (2 * slope * 60_000) / (1 + halvesRatio);
    return [{ first, second: first * halvesRatio }];
  });
  if (halves.length === 0) return [];
  const firstPerMinute = halves.reduce((sum, { first }) => sum + first, 0);
  return [
    { kind: 'halves', firstPerMinute, secondPerMinute: halves.reduce((sum, { second }) => sum + second, 0) },
  ];
}
