import { accumulationPoint } from './accumulation-point.ts';
import { leakConfidence, suspectConfidence } from './confidence.ts';
import { describeFinding } from './describe-finding.ts';
import type { Estimate, Fact, Finding } from './finding.ts';
import { enclosingFunction } from './function-name.ts';
import type { HeapStack } from './group-stacks.ts';
import { growsInPlace } from './grows-in-place.ts';
import { fastestPart, type GroupInReplica, type HeapCandidate } from './heap-candidates.ts';
import { heapFacts } from './heap-facts.ts';
import type { HeapGroup } from './heap-group.ts';
import { partLeaks } from './heap-part-leaks.ts';
import type { KnownCode } from './known-code.ts';
import { isUncollected } from './live-heap.ts';
import { neededFactor } from './needed-factor.ts';
import type { Keepers } from './one-cause.ts';
import type { PrimitiveShares } from './primitive.ts';
import { significance } from './significance.ts';
import { poissonInterval95 } from './statistics/poisson.ts';

/** What explains less of a cause's growth than this is noise beside the rest. */
const leastShare = 0.05;
/** A replica that grows by less than this share of the fastest is noise beside it. */
const leastOfFastest = 0.05;

/** Of functions that belong to a cause, those that grow most. */
const mostNamed = 100;
/** More stacks beside the first than a pattern needs to be known by. */
const mostBesides = 100;

/** One cause of growth on the heap, with what was found on the same path of calls. */
export type HeapCause = {
  readonly candidate: HeapCandidate;
  /** Smaller growth that belongs to it. */
  readonly related: readonly HeapCandidate[];
  readonly keepers: Keepers;
  /** Whether no stack below it stands out alone: then it is not where objects are made, but what they have in common. */
  readonly spread: boolean;
  /** Growth of the live heap over all replicas, bytes. */
  readonly exactGrowth: number;
};

/** Puts the verdict, the numbers and the evidence of one cause together. */
export function heapFinding(cause: HeapCause, code: KnownCode): Finding {
  const { candidate, related, exactGrowth, spread } = cause;
  const fastest = fastestPart(candidate.parts).group.growthBytes;
  const growing = candidate.parts.filter(({ group }) => group.growthBytes > leastOfFastest * fastest);
  const leaking = growing.filter(partLeaks);
  const best = fastestPart(leaking.length > 0 ? leaking : growing);
  const keepers = cause.keepers.of(best);
  const share = exactGrowth > 0 ? Math.min(1, candidate.growthBytes / exactGrowth) : undefined;
  const [stack] = best.group.stacks;
  const relatedCulprits = [
    ...related.slice(0, mostNamed).map(({ parts }) => fastestPart(parts).group.culprit),
    ...(spread ? allocatorsOf(best, code) : keepers.map(({ culprit }) => culprit)).slice(0, mostNamed),
  ];
  return describeFinding({
    kind: 'heap',
    verdict: leaking.length > 0 ? 'leak' : 'suspect',
    confidence: confidenceOf(candidate, best, leaking.length > 0),
    culpritName: best.group.culprit,
    culprit: spread ? best.group.culpritFrame : undefined,
    stack: stack?.stack ?? [],
    besides: besides(candidate, best, [...related.map(({ parts }) => fastestPart(parts).group), ...keepers]),
    objectBytes: stack?.objectBytes,
    wait: undefined,
    primitives: primitivesOf(best, relatedCulprits),
    growsInPlace: growsInPlace(best.group),
    createdBy: undefined,
    growth: growthOf(candidate),
    atHead: candidate.parts.reduce((sum, { group }) => sum + group.atHeadBytes, 0),
    replicas: (leaking.length > 0 ? growing.filter(growsWith) : growing).map(
      ({ judged }) => judged.replica.target,
    ),
    facts: [
      ...heapFacts(candidate, best, { share, leaks: leaking.length > 0 }),
      ...(spread ? spreadFact(best.group) : []),
      ...related
        .filter(({ growthBytes }) => growthBytes > leastShare * exactGrowth)
        .slice(0, mostNamed)
        .map(relatedFact),
    ],
    relatedCulprits,
    neededFactor: leaking.length > 0 ? undefined : factorOf(best),
    code,
  });
}

/** Time does not help where the growth is recent, nor where no collection is forced. */
function factorOf({ judged: { heap, replica } }: GroupInReplica): number | undefined {
  return heap.recent || isUncollected(replica) ? undefined : neededFactor(heap.trend);
}

/** Beside a replica that leaks only those grow whose exact series do: the samples of one stack rise by chance in half of them. */
function growsWith(part: GroupInReplica): boolean {
  return partLeaks(part) || part.judged.heap.trend.pGrowth <= significance;
}

/**
 * The other stacks that something is left of: the group's own, those related to it, and what the culprit itself holds memory by. A
 * small thing of which even one was sampled is there in great number.
 */
function besides(candidate: HeapCandidate, best: GroupInReplica, groups: readonly HeapGroup[]) {
  const held = best.group.stacks.slice(1).filter(isHeld);
  // A culprit on the path of everything has thousands of groups below it: no more of them are opened than are wanted.
  for (const { stacks } of groups) {
    if (held.length >= mostBesides) break;
    held.push(...stacks.filter(isHeld));
  }
  return held
    .slice(0, mostBesides)
    .map(({ stack, growthBytes }) => ({ stack, share: growthBytes / candidate.growthBytes }));
}

function isHeld({ atHeadBytes }: HeapStack): boolean {
  return atHeadBytes > 0;
}

function grows({ growthBytes }: HeapStack): boolean {
  return growthBytes > 0;
}

/** The functions below it that make the objects. */
function allocatorsOf({ group: { stacks } }: GroupInReplica, { modulePrefixes }: KnownCode): string[] {
  const functions = stacks
    .filter(grows)
    .flatMap(({ stack }) => accumulationPoint(stack, modulePrefixes)?.function ?? []);
  return [...new Set(functions.map(enclosingFunction))];
}

function spreadFact({ growingStacks }: HeapGroup): Fact[] {
  return growingStacks > 1 ? [{ kind: 'spread', stacks: growingStacks }] : [];
}

/** The culprit's first; empty where the target does not name its runtime frames. */
function primitivesOf({ judged, group }: GroupInReplica, related: readonly string[]): PrimitiveShares[] {
  if (judged.primitives.size === 0) return [];
  return [group.culprit, ...related].map((culprit) => judged.primitives.get(culprit) ?? new Map());
}

const climbedConfidence = 0.8;

function confidenceOf(candidate: HeapCandidate, part: GroupInReplica, leaks: boolean): number {
  const { judged } = part;
  // Two compared profiles have no exact series: there the samples alone speak.
  const hasSeries = judged.heap.points.length > 0;
  if (!leaks)
    return suspectConfidence(hasSeries ? Math.max(candidate.p, judged.heap.trend.pGrowth) : candidate.p);
  const { young } = judged.heap;
  if (!judged.heap.leaks) return climbedConfidence * (1 - candidate.p);
  const trend = judged.heap.pooled ?? judged.heap.trend;
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

function relatedFact({ parts, growthBytes }: HeapCandidate): Fact {
  return { kind: 'related', function: fastestPart(parts).group.culprit, bytes: growthBytes };
}
