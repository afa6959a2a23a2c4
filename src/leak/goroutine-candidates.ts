import type { ReplicaCaptures } from './captures.ts';
import { earlierValues } from './earlier-values.ts';
import { fillsUp } from './fills-up.ts';
import { type GoroutineGroup, groupKey } from './goroutine-groups.ts';
import {
  changesState,
  fewestAtBase,
  type GoroutineIdentity,
  pMoreBegan,
  turnsOver,
} from './goroutine-identity.ts';
import { groupBy } from './group-by.ts';
import type { JudgedReplica } from './judged-replica.ts';
import { poolReplicas } from './pooled-series.ts';
import type { EarlierValue } from './recent-growth.ts';
import { remembered } from './remembered.ts';
import { judgeSeries, type SeriesJudgement } from './series-judgement.ts';
import { significance } from './significance.ts';
import { adjustPValues } from './statistics/benjamini-hochberg.ts';
import { signTest } from './statistics/binomial.ts';

/** Many groups are looked at, and each of their handfuls may rise by chance. */
const chanceLevel = 0.001;
/** More have to begin than end by this level: sessions of a steady load drift for longer than a window. */
const steadyLevel = 0.01;
/** Between two captures more may have been in use than at either. */
const poolFactor = 3;
/** Share of those at base that are still there at head, above which a group is not work in flight. */
const mostlyStay = 0.9;
/** A queue's senders may wait in line, but not by the thousand. */
const fewestStuck = 1_000;

/** The goroutines of one replica that pile up in one place, tested. */
export type GoroutineCandidate = {
  readonly judged: JudgedReplica;
  readonly group: GoroutineGroup;
  /** Whether only those count that were there at the capture before as well: work in flight is left out. */
  readonly lasting: boolean;
  readonly series: SeriesJudgement;
  readonly identity: GoroutineIdentity | undefined;
  /** How many the runtime itself proved to be leaked. */
  readonly proved: number;
  /** p-value of "does not grow", allowing for how many groups were tested. */
  readonly p: number;
};

/**
 * Groups of goroutines that grow, or are stuck, one for each replica and group. Each is counted twice where goroutines were
 * listed at every capture: all of them, and those that last. Those in flight hide a slow leak in the same function, and do not
 * last from one capture to the next.
 */
export function goroutineCandidates(replicas: readonly JudgedReplica[]): GoroutineCandidate[] {
  const found = tested(replicas).filter((candidate) => isGrowing(candidate) || isStuck(candidate));
  return [...groupBy(found, ({ group }) => group).values()].flatMap(
    (readings) => readings.find(leaks) ?? readings[0] ?? [],
  );
}

/** By the halves rule, or because they grow and the runtime has proved that nothing can wake them. */
export function leaks(candidate: GoroutineCandidate): boolean {
  if (candidate.proved > 0 && isGrowing(candidate)) return true;
  return candidate.series.leaks && !mayBePool(candidate);
}

/**
 * Connections that nobody's code waits on are kept for the next request, as many as were in use at once: that is at most a few
 * times the goroutines that run the team's code at any capture, and rises with a rush although none of them ends.
 */
export function mayBePool({ judged, group }: GoroutineCandidate): boolean {
  if (!isConnection(group)) return false;
  return group.atHead <= poolFactor * mostUsers(judged);
}

/** The most goroutines that run the team's code at any capture of a replica: asked for every group of its connections. */
const mostUsers = remembered(({ goroutineGroups, replica }: JudgedReplica): number => {
  const users = goroutineGroups.filter(({ ofTheTeam }) => ofTheTeam);
  const inUse = replica.captures.map((_, index) =>
    users.reduce((sum, { series }) => sum + (series[index]?.value ?? 0), 0),
  );
  return Math.max(...inUse);
});

function isConnection({ ofTheTeam, wait, culprit }: GoroutineGroup): boolean {
  return !ofTheTeam && (wait === 'io' || culprit.startsWith('net/http.(*persistConn)'));
}

function tested(replicas: readonly JudgedReplica[]): GoroutineCandidate[] {
  const parts = replicas.flatMap((judged) =>
    judged.goroutineGroups.flatMap((group) => readingsOf(judged, group)),
  );
  const moving = parts.filter(({ series: { points } }) =>
    points.some(({ value }) => value !== points[0]?.value),
  );
  const adjusted = adjustPValues(moving.map(({ series }) => series.trend.pGrowth));
  const pValues = new Map(moving.map((part, index) => [part, adjusted[index] ?? 1]));
  const tested = parts.map((part) => {
    const byLine = pValues.get(part) ?? 1;
    return { ...part, p: Math.min(byLine, pByIdentity(part) * Math.max(1, moving.length)) };
  });
  return withPooledCounts(tested, moving.length);
}

/** That more began and stayed than ended needs no line through the counts, which waves of load make crooked. */
function pByIdentity({ identity, lasting }: Omit<GoroutineCandidate, 'p'>): number {
  if (!lasting || identity === undefined) return 1;
  return pMoreBegan(identity);
}

/** Judges each group over the replicas together, where it is too faint in each of them. */
function withPooledCounts(candidates: readonly GoroutineCandidate[], tested: number): GoroutineCandidate[] {
  const groups = groupBy(candidates, ({ group, lasting }) => `${lasting} ${groupKey(group)}`);
  return [...groups.values()].flatMap((parts) => {
    const replicas = parts.map(({ series, judged: { replica }, lasting }) => ({
      series,
      captures: lasting ? replica.captures.slice(1) : replica.captures,
    }));
    const pooled = poolReplicas(replicas, 1);
    return parts.map((part, index): GoroutineCandidate => {
      const series = pooled[index] ?? part.series;
      const p = series.pooled === undefined ? part.p : Math.min(1, series.pooled.pGrowth * tested);
      return { ...part, series, p };
    });
  });
}

function readingsOf(judged: JudgedReplica, group: GoroutineGroup): Omit<GoroutineCandidate, 'p'>[] {
  const key = groupKey(group);
  const { captures } = judged.replica;
  const earlier = earlierValues(judged.replica, ({ goroutineGroups }) => goroutineGroups.get(key));
  const shared = { judged, group, proved: judged.proved.get(key) ?? 0 };
  const identity = judged.identities?.get(key);
  const series = withIdentity(judgeSeries(group.series, captures, { grain: 1, earlier }), identity);
  const all = { ...shared, lasting: false, series, identity };
  const lasting = judged.lasting?.get(key);
  if (lasting === undefined) return [all];
  const last = judgeSeries(lasting.series, captures.slice(1), {
    grain: 1,
    earlier: lastingBefore(judged.replica, key),
  });
  return [
    all,
    {
      ...shared,
      lasting: true,
      series: withIdentity(last, lasting.identity),
      identity: lasting.identity,
    },
  ];
}

/** What earlier checks found of those that last, who are first known at the second capture. */
function lastingBefore(replica: ReplicaCaptures, key: string): readonly EarlierValue[] {
  const [base, second] = replica.captures;
  const laterMs = (second?.atMs ?? 0) - (base?.atMs ?? 0);
  const values = earlierValues(replica, ({ lastingGroups }) => lastingGroups?.get(key));
  return values.map((value) => ({ ...value, agoMs: value.agoMs + laterMs }));
}

/** Work in flight ends: where those of base are still there, their number cannot be the load of the moment. */
function withIdentity(series: SeriesJudgement, identity: GoroutineIdentity | undefined): SeriesJudgement {
  if (!series.followsLoad || identity === undefined || identity.atBase < fewestAtBase) return series;
  if (identity.survivors < mostlyStay * identity.atBase) return series;
  return { ...series, followsLoad: false, leaks: series.trend.shape === 'growing' && !series.recent };
}

function isGrowing(candidate: GoroutineCandidate): boolean {
  return (
    candidate.p <= significance &&
    growsEnough(candidate.series) &&
    !isTraffic(candidate) &&
    !fillsUp(candidate.series.trend)
  );
}

/**
 * Does not grow any more, but is stuck: thousands parked in one send, which no pool of workers does, or goroutines of which the
 * runtime has proved that nothing can wake them.
 */
function isStuck({ group, proved }: GoroutineCandidate): boolean {
  return (group.wait === 'send' && group.atHead >= fewestStuck) || proved > 0;
}

/**
 * Whether the goroutines may be the work in flight, or a pool's between two pieces of work. Where enough were there at base, their
 * fate tells: as many end as begin in a service whose load stays, however long each lives (sign test). A handful that happens to
 * be one more at each capture is chance, unless there are more than the traffic of the moment would make.
 */
function isTraffic({ identity, series: { points } }: GoroutineCandidate): boolean {
  if (changesState(identity)) return true;
  if (identity !== undefined && identity.atBase >= fewestAtBase) {
    return turnsOver(identity) || pMoreBegan(identity) > steadyLevel;
  }
  const [base, head] = [points[0]?.value ?? 0, points.at(-1)?.value ?? 0];
  return signTest(head, base + head) > (identity === undefined ? significance : chanceLevel);
}

/** At least one more goroutine for every interval between captures: less cannot be told from a pool that adds a worker. */
function growsEnough({ points, trend }: SeriesJudgement): boolean {
  return trend.growth >= points.length - 1;
}
