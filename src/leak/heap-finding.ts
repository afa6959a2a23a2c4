import type { Frame } from '../profile/profile.ts';
import { accumulationPoint } from './accumulation-point.ts';
import { arraySteps } from './array-steps.ts';
import { leakConfidence, suspectConfidence } from './confidence.ts';
import { describeFinding } from './describe-finding.ts';
import { doubtFacts } from './doubt-facts.ts';
import type { Estimate, Fact, Finding } from './finding.ts';
import { enclosingFunction } from './function-name.ts';
import { growsInPlace, growsInSteps } from './grows-in-place.ts';
import { halvesFact } from './halves-fact.ts';
import { fastestPart, type GroupInReplica, type HeapCandidate } from './heap-candidates.ts';
import { type HeapGroup, type HeapStack, passesThrough } from './heap-groups.ts';
import type { KnownCode } from './known-code.ts';
import { neededFactor } from './needed-factor.ts';
import { pastFact } from './past-fact.ts';
import type { PrimitiveShares } from './primitive.ts';
import { significance } from './significance.ts';
import { poissonInterval95 } from './statistics/poisson.ts';

/** What explains less of a cause's growth than this is noise beside the rest. */
const leastShare = 0.05;
/** A replica that grows by less than this share of the fastest is noise beside it. */
const leastOfFastest = 0.05;
/** A stack that explains this share of the growth of the whole heap. */
const leadingShare = 0.5;
/** A smaller stack whose second half grew less than this share of its first is filling up, whatever the whole heap does. */
const fillingRatio = 0.25;

/** One cause of growth on the heap, with what was found on the same path of calls. */
export type HeapCause = {
  readonly candidate: HeapCandidate;
  /** Smaller growth that belongs to it. */
  readonly related: readonly HeapCandidate[];
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
  const leaking = growing.filter(leaksHere);
  const best = fastestPart(leaking.length > 0 ? leaking : growing);
  const share = exactGrowth > 0 ? Math.min(1, candidate.growthBytes / exactGrowth) : undefined;
  const [stack] = best.group.stacks;
  const relatedCulprits = [
    ...related.map(({ parts }) => fastestPart(parts).group.culprit),
    ...(spread ? allocatorsOf(best, code) : keepers(best).map(({ culprit }) => culprit)),
  ];
  return describeFinding({
    kind: 'heap',
    verdict: leaking.length > 0 ? 'leak' : 'suspect',
    confidence: confidenceOf(candidate, best, leaking.length > 0),
    culpritName: best.group.culprit,
    culprit: spread ? frameOf(best.group) : undefined,
    stack: stack?.stack ?? [],
    besides: besides(candidate, best, related),
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
      ...factsOf(candidate, best, { share, leaks: leaking.length > 0 }),
      ...(spread ? spreadFact(best.group) : []),
      ...related.filter(({ growthBytes }) => growthBytes > leastShare * exactGrowth).map(relatedFact),
    ],
    relatedCulprits,
    neededFactor:
      leaking.length > 0 || best.judged.heap.recent ? undefined : neededFactor(best.judged.heap.trend),
    code,
  });
}

/** Beside a replica that leaks only those grow whose exact series do: the samples of one stack rise by chance in half of them. */
function growsWith(part: GroupInReplica): boolean {
  return leaksHere(part) || part.judged.heap.trend.pGrowth <= significance;
}

/**
 * The other stacks that something is left of: the group's own, those related to it, and what the culprit itself holds memory by. A
 * small thing of which even one was sampled is there in great number.
 */
function besides(candidate: HeapCandidate, best: GroupInReplica, related: readonly HeapCandidate[]) {
  const groups = [...related.map(({ parts }) => fastestPart(parts).group), ...keepers(best)];
  const stacks = [...best.group.stacks.slice(1), ...groups.flatMap(({ stacks }) => stacks)];
  return stacks
    .filter(isHeld)
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

/** Where the fastest stack passes through the group's function. */
function frameOf({ culprit, stacks: [fastest] }: HeapGroup): Frame | undefined {
  return fastest?.stack.find((frame) => enclosingFunction(frame.function) === culprit);
}

function spreadFact({ stacks }: HeapGroup): Fact[] {
  const growing = stacks.filter(grows).length;
  return growing > 1 ? [{ kind: 'spread', stacks: growing }] : [];
}

/** The culprit's first; empty where the target does not name its runtime frames. */
function primitivesOf({ judged, group }: GroupInReplica, related: readonly string[]): PrimitiveShares[] {
  if (judged.primitives.size === 0) return [];
  return [group.culprit, ...related].map((culprit) => judged.primitives.get(culprit) ?? new Map());
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

/**
 * The samples of one stack scatter, so that its halves say little beside the exact ones of the whole heap: a stack that explains
 * most of a leak leaks with it, while a smaller one may be filling up.
 */
function leaksHere(part: GroupInReplica): boolean {
  const { judged, trend, group } = part;
  if (hasClimbed(part)) return true;
  if (!judged.heap.leaks || trend.growth <= 0) return false;
  const explainsMost = group.growthBytes >= leadingShare * judged.heap.trend.growth;
  return explainsMost || trend.halvesRatio === undefined || trend.halvesRatio > fillingRatio;
}

/**
 * Stairs do not pass the halves rule. Two steps of a process that has lived for longer than the window, the later of them in its
 * second half, are evidence all the same; while a process starts up, its caches climb as well.
 */
function hasClimbed(part: GroupInReplica): boolean {
  const { judged, group } = part;
  const { heap } = judged;
  if (!climbs(part) || heap.young || heap.recent || heap.followsLoad || heap.trend.pGrowth > significance)
    return false;
  const steps = arraySteps(group.series);
  const [first, head] = [group.series[0], group.series.at(-1)];
  if (steps === undefined || first === undefined || head === undefined) return false;
  return steps.steps >= 2 && steps.lastAtMs > (first.atMs + head.atMs) / 2;
}

function climbs({ judged, group }: GroupInReplica): boolean {
  return growsInSteps(group, judged.primitives.get(group.culprit));
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

function factsOf(
  candidate: HeapCandidate,
  part: GroupInReplica,
  { share, leaks }: { readonly share: number | undefined; readonly leaks: boolean },
): Fact[] {
  const { judged, group } = part;
  const { heap } = judged;
  const [stack] = group.stacks;
  return [
    ...halvesFact(candidate.parts.map((part) => part.judged.heap)),
    ...(share === undefined ? [] : [{ kind: 'share-of-growth', share } as const]),
    ...(candidate.births > 0
      ? [{ kind: 'samples', births: candidate.births, deaths: candidate.deaths, p: candidate.p } as const]
      : []),
    ...(group.kept === undefined || growsInPlace(group)
      ? []
      : [{ kind: 'kept', share: Math.min(1, group.kept) } as const]),
    ...(stack === undefined ? [] : [{ kind: 'object-size', bytes: stack.objectBytes } as const]),
    ...steppedFact(group),
    ...pastFact(heap, judged.replica.target),
    ...(leaks ? [] : doubts(part)),
  ];
}

function doubts(part: GroupInReplica): Fact[] {
  const { judged, trend } = part;
  const { shape } = judged.heap.trend;
  const facts = doubtFacts(judged.heap, shape === 'growing' ? trend.shape : shape);
  const inSteps = climbs(part) && (shape === 'plateau' || shape === 'uneven' || shape === 'step');
  return facts.map((fact) => (fact.kind === 'shape' && inSteps ? { kind: 'stairs' } : fact));
}

/** One array that was replaced by a larger one between captures, and how long the next time will take at the least. */
function steppedFact(group: HeapGroup): Fact[] {
  if (!growsInPlace(group)) return [];
  const steps = arraySteps(group.series);
  return steps === undefined ? [] : [{ kind: 'array-steps', ...steps }];
}

function relatedFact({ parts, growthBytes }: HeapCandidate): Fact {
  return { kind: 'related', function: fastestPart(parts).group.culprit, bytes: growthBytes };
}
