import { leakConfidence, suspectConfidence } from './confidence.ts';
import { describeFinding } from './describe-finding.ts';
import { doubtFacts } from './doubt-facts.ts';
import type { Estimate, Fact, Finding } from './finding.ts';
import type { GoroutineGroup } from './goroutine-groups.ts';
import { changesState, fewestAtBase, type GoroutineIdentity, turnsOver } from './goroutine-identity.ts';
import { groupBy } from './group-by.ts';
import { halvesFact } from './halves-fact.ts';
import type { JudgedReplica } from './judged-replica.ts';
import type { KnownCode } from './known-code.ts';
import { neededFactor } from './needed-factor.ts';
import { judgeSeries, type SeriesJudgement } from './series-judgement.ts';
import { adjustPValues } from './statistics/benjamini-hochberg.ts';
import { signTest } from './statistics/binomial.ts';

const significance = 0.05;
/** Many groups are looked at, and each of their handfuls may rise by chance. */
const chanceLevel = 0.001;
/** More have to begin than end by this level: sessions of a steady load drift for longer than a window. */
const steadyLevel = 0.01;
/** A queue's senders may wait in line, but not by the thousand. */
const fewestStuck = 1_000;
/** The runtime's own proof leaves no doubt about the leak, only about the window. */
const provedConfidence = 0.99;

type GroupInReplica = {
  readonly judged: JudgedReplica;
  readonly group: GoroutineGroup;
  readonly series: SeriesJudgement;
  readonly p: number;
};

/** Goroutines that pile up in one place, by the exact counts at each capture. Worst first. */
export function goroutineFindings(replicas: readonly JudgedReplica[], code: KnownCode): Finding[] {
  const growing = tested(replicas).filter(
    (part) => (part.p <= significance && growsEnough(part.series) && !isTraffic(part)) || isStuck(part),
  );
  return [...groupBy(growing, ({ group }) => keyOf(group)).values()]
    .map((parts) => findingOf(parts, code))
    .sort((a, b) => b.growth.amount - a.growth.amount);
}

function tested(replicas: readonly JudgedReplica[]): GroupInReplica[] {
  const parts = replicas.flatMap((judged) =>
    judged.goroutineGroups.map((group) => ({
      judged,
      group,
      series: judgeSeries(group.series, judged.replica.captures, 1),
    })),
  );
  const moving = parts.filter(({ series }) =>
    series.points.some(({ value }) => value !== series.points[0]?.value),
  );
  const adjusted = adjustPValues(moving.map(({ series }) => series.trend.pGrowth));
  const pValues = new Map(moving.map((part, index) => [part.group, adjusted[index] ?? 1]));
  return parts.map((part) => ({ ...part, p: pValues.get(part.group) ?? 1 }));
}

function identityOf({ judged, group }: GroupInReplica): GoroutineIdentity | undefined {
  return judged.identities?.get(keyOf(group));
}

function provedOf({ judged, group }: GroupInReplica): number {
  return judged.proved.get(keyOf(group)) ?? 0;
}

function keyOf({ wait, culprit }: GoroutineGroup): string {
  return `${wait} ${culprit}`;
}

/**
 * Does not grow any more, but is stuck: thousands parked in one send, which no pool of workers does, or goroutines of which the
 * runtime has proved that nothing can wake them.
 */
function isStuck(part: GroupInReplica): boolean {
  return (part.group.wait === 'send' && part.group.atHead >= fewestStuck) || provedOf(part) > 0;
}

/**
 * Whether the goroutines may be the work in flight, or a pool's between two pieces of work. Where enough were there at base, their
 * fate tells: as many end as begin in a service whose load stays, however long each lives (sign test). A handful that happens to
 * be one more at each capture is chance, unless there are more than the traffic of the moment would make.
 */
function isTraffic(part: GroupInReplica): boolean {
  const identity = identityOf(part);
  if (changesState(identity)) return true;
  if (identity !== undefined && identity.atBase >= fewestAtBase) {
    const ended = identity.atBase - identity.survivors;
    return turnsOver(identity) || signTest(identity.born, identity.born + ended) > steadyLevel;
  }
  const [base, head] = [part.series.points[0]?.value ?? 0, part.series.points.at(-1)?.value ?? 0];
  return signTest(head, base + head) > (identity === undefined ? significance : chanceLevel);
}

/** At least one more goroutine for every interval between captures: less cannot be told from a pool that adds a worker. */
function growsEnough({ points, trend }: SeriesJudgement): boolean {
  return trend.growth >= points.length - 1;
}

function findingOf(parts: readonly GroupInReplica[], code: KnownCode): Finding {
  const leaking = parts.filter(({ series }) => series.leaks);
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
    createdBy: identityOf(best)?.createdBy,
    relatedCulprits: [],
    neededFactor: leaking.length > 0 || best.series.recent ? undefined : neededFactor(best.series.trend),
    code,
  });
}

function confidenceOf(part: GroupInReplica, leaks: boolean): number {
  const { series, p, judged } = part;
  const proved = provedOf(part);
  if (!leaks) return suspectConfidence(proved > 0 ? 0 : p);
  if (proved > 0) return provedConfidence;
  const { trend, young } = series;
  return leakConfidence({ trend, pStack: p, captures: judged.replica.captures.length, young });
}

/** Counts are exact: the interval is that of the slopes, from the scatter of the counts about their lines. */
function growthOf(parts: readonly GroupInReplica[]): Estimate {
  const amount = parts.reduce((sum, { series }) => sum + series.trend.growth, 0);
  const reach = Math.hypot(
    ...parts.map(
      ({ series }) => ((series.trend.interval95[1] - series.trend.interval95[0]) / 2) * spanMs(series),
    ),
  );
  return { amount, interval95: [amount - reach, amount + reach] };
}

function spanMs({ points }: SeriesJudgement): number {
  return (points.at(-1)?.atMs ?? 0) - (points[0]?.atMs ?? 0);
}

/** Numbers over all the replicas that show it, the shape of the one that shows it best. */
function factsOf({ group, series }: GroupInReplica, parts: readonly GroupInReplica[]): Fact[] {
  const identities = parts.flatMap((part) => identityOf(part) ?? []);
  const proved = parts.reduce((sum, part) => sum + provedOf(part), 0);
  const values = series.points.map(({ value }) => value);
  const total = (index: number) =>
    parts.reduce((sum, part) => sum + (part.series.points.at(index)?.value ?? 0), 0);
  const fell = values.some((value, index) => index > 0 && value < (values[index - 1] ?? value));
  return [
    ...halvesFact(parts.map((part) => part.series.trend)),
    { kind: 'wait', wait: group.wait, atBase: total(0), atHead: total(-1) },
    ...(fell ? [] : [{ kind: 'never-fell', captures: values.length } as const]),
    ...(identities.length < parts.length ? [] : [identityFact(identities)]),
    ...(proved > 0 ? [{ kind: 'proved', count: proved } as const] : []),
    ...(series.leaks ? [] : doubtFacts(series, series.trend.shape)),
  ];
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

function byGrowth(parts: readonly GroupInReplica[]): GroupInReplica {
  return parts.reduce((best, part) => (part.series.trend.growth > best.series.trend.growth ? part : best));
}
