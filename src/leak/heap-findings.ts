import { leakConfidence, suspectConfidence } from './confidence.ts';
import { describeFinding } from './describe-finding.ts';
import type { Estimate, Fact, Finding } from './finding.ts';
import { groupBy } from './group-by.ts';
import type { HeapGroup } from './heap-groups.ts';
import type { JudgedReplica } from './judged-replica.ts';
import { adjustPValues } from './statistics/benjamini-hochberg.ts';
import { signTest } from './statistics/binomial.ts';
import { poissonInterval95 } from './statistics/poisson.ts';
import { type Trend, trendOf } from './trend.ts';

const significance = 0.05;
/** A finding that explains less of the heap's growth than this is noise beside the others. */
const leastShare = 0.05;
/** A stack whose second half grew less than this share of its first is filling up, whatever the whole heap does. */
const fillingRatio = 0.25;

type GroupInReplica = { readonly judged: JudgedReplica; readonly group: HeapGroup; readonly trend: Trend };

/** One culprit over all replicas. */
type Candidate = {
  readonly parts: readonly GroupInReplica[];
  readonly growthBytes: number;
  readonly births: number;
  readonly deaths: number;
  /** p-value of "does not grow", before and after allowing for how many culprits were tested. */
  readonly pRaw: number;
  readonly p: number;
};

/** What grows on the heap and where, by the exact test on samples and by the slope over the captures. Worst first. */
export function heapFindings(
  replicas: readonly JudgedReplica[],
  modulePrefixes: readonly string[],
): Finding[] {
  const exactGrowth = replicas.reduce((sum, { heap }) => sum + Math.max(0, heap.trend.growth), 0);
  return candidates(replicas)
    .filter(({ p, growthBytes }) => p <= significance && growthBytes > leastShare * exactGrowth)
    .map((candidate) => findingOf(candidate, exactGrowth, modulePrefixes))
    .sort((a, b) => b.growth.amount - a.growth.amount);
}

function candidates(replicas: readonly JudgedReplica[]): Candidate[] {
  const parts = replicas.flatMap((judged) =>
    judged.heapGroups.map((group) => ({ judged, group, trend: trendOf(group.series) })),
  );
  const tested = [...groupBy(parts, ({ group }) => group.culprit).values()]
    .map(test)
    .filter(({ growthBytes }) => growthBytes > 0);
  const adjusted = adjustPValues(tested.map(({ pRaw }) => pRaw));
  return tested.map((candidate, index) => ({ ...candidate, p: adjusted[index] ?? 1 }));
}

function test(parts: readonly GroupInReplica[]): Candidate {
  const total = (pick: (group: HeapGroup) => number) =>
    parts.reduce((sum, { group }) => sum + pick(group), 0);
  const births = total((group) => group.births);
  const deaths = total((group) => group.deaths);
  const pSamples = signTest(births, births + deaths);
  const pSlope = Math.min(...parts.map(({ trend }) => trend.pGrowth)) * parts.length;
  const pRaw = Math.min(1, 2 * Math.min(pSamples, pSlope));
  return { parts, growthBytes: total((group) => group.growthBytes), births, deaths, pRaw, p: pRaw };
}

function findingOf(candidate: Candidate, exactGrowth: number, modulePrefixes: readonly string[]): Finding {
  const growing = candidate.parts.filter(
    ({ group }) => group.growthBytes > leastShare * candidate.growthBytes,
  );
  const leaking = growing.filter(leaksHere);
  const best = byGrowth(leaking.length > 0 ? leaking : growing);
  const share = exactGrowth > 0 ? Math.min(1, candidate.growthBytes / exactGrowth) : undefined;
  const [stack] = best.group.stacks;
  return describeFinding({
    kind: 'heap',
    verdict: leaking.length > 0 ? 'leak' : 'suspect',
    confidence: confidenceOf(candidate, best, leaking.length > 0),
    culpritName: best.group.culprit,
    stack: stack?.stack ?? [],
    objectBytes: stack?.objectBytes,
    wait: undefined,
    growth: growthOf(candidate),
    atHead: candidate.parts.reduce((sum, { group }) => sum + group.atHeadBytes, 0),
    replicas: growing.map(({ judged }) => judged.replica.target),
    facts: factsOf(candidate, best, share),
    modulePrefixes,
  });
}

function leaksHere({ judged, trend }: GroupInReplica): boolean {
  return (
    judged.heap.leaks &&
    trend.growth > 0 &&
    (trend.halvesRatio === undefined || trend.halvesRatio > fillingRatio)
  );
}

function confidenceOf(candidate: Candidate, { judged }: GroupInReplica, leaks: boolean): number {
  if (!leaks) return suspectConfidence(Math.max(candidate.p, judged.heap.trend.pGrowth));
  const { trend, young } = judged.heap;
  return leakConfidence({ trend, pStack: candidate.p, captures: judged.replica.captures.length, young });
}

/** The interval comes from the births and deaths that were sampled, and excludes 0 exactly when the test does. */
function growthOf(candidate: Candidate): Estimate {
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
  candidate: Candidate,
  { judged, group, trend }: GroupInReplica,
  share: number | undefined,
): Fact[] {
  const { heap } = judged;
  const [stack] = group.stacks;
  return [
    ...halvesFact(heap.trend, heap.points.length),
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

/** How fast the two halves grew, where the halves rule was passed. */
export function halvesFact(trend: Trend, captures: number): Fact[] {
  if (trend.shape !== 'growing' || trend.halvesRatio === undefined || captures < 3) return [];
  const perMinute = trend.slope * 60_000;
  const firstPerMinute = (2 * perMinute) / (1 + trend.halvesRatio);
  return [{ kind: 'halves', firstPerMinute, secondPerMinute: firstPerMinute * trend.halvesRatio }];
}

function byGrowth(parts: readonly GroupInReplica[]): GroupInReplica {
  return parts.reduce((best, part) => (part.group.growthBytes > best.group.growthBytes ? part : best));
}
