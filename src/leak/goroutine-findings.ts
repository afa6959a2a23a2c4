import { leakConfidence, suspectConfidence } from './confidence.ts';
import { describeFinding } from './describe-finding.ts';
import { doubtFacts } from './doubt-facts.ts';
import { type Estimate, type Fact, type Finding, mostFindings } from './finding.ts';
import { type GoroutineCandidate, goroutineCandidates, leaks, mayBePool } from './goroutine-candidates.ts';
import { type GoroutineGroup, groupKey } from './goroutine-groups.ts';
import type { GoroutineIdentity } from './goroutine-identity.ts';
import { groupBy } from './group-by.ts';
import { halvesFact } from './halves-fact.ts';
import type { JudgedReplica } from './judged-replica.ts';
import type { KnownCode } from './known-code.ts';
import { neededFactor } from './needed-factor.ts';
import { pastFact } from './past-fact.ts';

/** The runtime's own proof leaves no doubt about the leak, only about the window. */
const provedConfidence = 0.99;
/** p-value of those that are stuck without growing: their counts speak neither for a leak nor against it. */
const evenOdds = 0.5;

/** Goroutines that pile up in one place, by the exact counts at each capture. Worst first. */
export function goroutineFindings(replicas: readonly JudgedReplica[], code: KnownCode): Finding[] {
  return worst([...groupBy(goroutineCandidates(replicas), ({ group }) => groupKey(group)).values()])
    .map((parts) => findingOf(parts, code))
    .sort((a, b) => b.growth.amount - a.growth.amount);
}

/** Those that leak before others, then by growth. */
function worst(groups: readonly GoroutineCandidate[][]): readonly GoroutineCandidate[][] {
  if (groups.length <= mostFindings) return groups;
  const ranked = groups.map((parts) => {
    return { parts, isLeak: parts.some(leaks), amount: growthOf(parts).amount };
  });
  return ranked
    .sort((a, b) => Number(b.isLeak) - Number(a.isLeak) || b.amount - a.amount)
    .slice(0, mostFindings)
    .map(({ parts }) => parts);
}

function findingOf(parts: readonly GoroutineCandidate[], code: KnownCode): Finding {
  const leaking = parts.filter(leaks);
  const best = byGrowth(leaking.length > 0 ? leaking : parts);
  return describeFinding({
    kind: 'goroutine',
    verdict: leaking.length > 0 ? 'leak' : 'suspect',
    confidence: confidenceOf(best, leaking.length > 0),
    culpritName: best.group.culprit,
    stack: best.group.stack,
    besides: [],
    objectBytes: undefined,
    wait: best.group.wait,
    growth: growthOf(parts),
    atHead: parts.reduce((sum, { group }) => sum + group.atHead, 0),
    replicas: parts.map(({ judged }) => judged.replica.target),
    facts: factsOf(best, parts),
    primitives: [],
    growsInPlace: false,
    createdBy: best.judged.identities?.get(groupKey(best.group))?.createdBy,
    relatedCulprits: [],
    neededFactor: leaking.length > 0 || best.series.recent ? undefined : neededFactor(best.series.trend),
    code,
  });
}

function confidenceOf(part: GoroutineCandidate, isLeak: boolean): number {
  const { series, p, judged, proved } = part;
  if (!isLeak) return suspectConfidence(proved > 0 ? 0 : Math.min(p, evenOdds));
  if (proved > 0) return provedConfidence;
  const { young } = series;
  const trend = series.pooled ?? series.trend;
  return leakConfidence({ trend, pStack: p, captures: judged.replica.captures.length, young });
}

/** Counts are exact: the interval is that of the slopes, from the scatter of the counts about their lines. */
function growthOf(parts: readonly GoroutineCandidate[]): Estimate {
  const amount = parts.reduce((sum, part) => sum + amountOf(part), 0);
  const reach = Math.hypot(
    ...parts.map(({ series: { trend }, group }) => {
      const [low, high] = trend.interval95;
      return ((high - low) / 2) * spanMs(group);
    }),
  );
  return { amount, interval95: [amount - reach, amount + reach] };
}

/** Over the window; those that last are first known at the second capture. */
function amountOf({ series: { trend }, group, lasting }: GoroutineCandidate): number {
  return lasting ? Math.round(trend.slope * spanMs(group)) : trend.growth;
}

function spanMs({ series }: GoroutineGroup): number {
  return (series.at(-1)?.atMs ?? 0) - (series[0]?.atMs ?? 0);
}

/** Numbers over all the replicas that show it, the shape of the one that shows it best. */
function factsOf(best: GoroutineCandidate, parts: readonly GoroutineCandidate[]): Fact[] {
  const { judged, group, series, lasting } = best;
  const identities = parts.flatMap(({ identity }) => identity ?? []);
  const proved = parts.reduce((sum, part) => sum + part.proved, 0);
  const values = series.points.map(({ value }) => value);
  const total = (index: number) =>
    parts.reduce((sum, part) => sum + (part.group.series.at(index)?.value ?? 0), 0);
  const fell = values.some((value, index) => index > 0 && value < (values[index - 1] ?? value));
  return [
    ...halvesFact(parts.map((part) => part.series)),
    { kind: 'wait', wait: group.wait, atBase: total(0), atHead: total(-1) },
    ...(lasting ? [{ kind: 'lasting', counts: values } as const] : []),
    ...(fell || lasting ? [] : [{ kind: 'never-fell', captures: values.length } as const]),
    ...(identities.length < parts.length ? [] : [identityFact(identities)]),
    ...(proved > 0 ? [{ kind: 'proved', count: proved } as const] : []),
    ...pastFact(series, judged.replica.target),
    ...(leaks(best) ? [] : doubts(best)),
  ];
}

function doubts(best: GoroutineCandidate): Fact[] {
  const { series } = best;
  return series.leaks && mayBePool(best) ? [{ kind: 'may-be-pool' }] : doubtFacts(series, series.trend.shape);
}

function identityFact(identities: readonly GoroutineIdentity[]): Fact {
  const total = (pick: (identity: GoroutineIdentity) => number) =>
    identities.reduce((sum, one) => sum + pick(one), 0);
  return {
    kind: 'identity',
    atBase: total(({ atBase }) => atBase),
    survivors: total(({ survivors }) => survivors),
    born: total(({ born }) => born),
  };
}

function byGrowth(parts: readonly GoroutineCandidate[]): GoroutineCandidate {
  return parts.reduce((best, part) => (part.series.trend.growth > best.series.trend.growth ? part : best));
}
