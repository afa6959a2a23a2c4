import type { CheckPlan } from '../src/check/plan.ts';
import type { ProfileStore } from '../src/check/profile-store.ts';
import { readCaptures } from '../src/check/read-captures.ts';
import type { GoroutineGroup } from '../src/leak/goroutine-groups.ts';
import { isJudged, type JudgedReplica, readReplica } from '../src/leak/judged-replica.ts';
import { judgeSeries, type SeriesJudgement } from '../src/leak/series-judgement.ts';
import { serviceAt } from './service-at.ts';

const shown = 6;

/** What the diagnosis reads of the groups of goroutines that rose most, a line each with the figures its rules decide on. */
export async function risingGroups(store: ProfileStore, plan: CheckPlan): Promise<string[]> {
  const { windowMs } = plan;
  const stored = await readCaptures(store, plan);
  return stored.flatMap(({ captures }) => {
    const judged = readReplica(captures, { ...serviceAt(plan.service, plan.replicas), windowMs });
    if (!isJudged(judged)) return [`not judged: ${JSON.stringify(judged.unusable)}`];
    const groups = judged.goroutineGroups
      .map((group) => ({ group, series: judgeSeries(group.series, captures.captures, { grain: 1 }) }))
      .filter(({ series }) => series.trend.growth > 0)
      .sort((a, b) => b.series.trend.growth - a.series.trend.growth);
    return [
      `objects allocated between captures: ${steps(captures.captures.map(({ memStats }) => memStats.mallocs)).join(' ')}`,
      describe('all goroutines', judged.goroutines),
      ...groups.slice(0, shown).map(({ group, series }) => describeGroup(judged, group, series)),
    ];
  });
}

function describeGroup(judged: JudgedReplica, { wait, culprit }: GoroutineGroup, series: SeriesJudgement) {
  const key = `${wait} ${culprit}`;
  const identity = judged.identities?.get(key);
  const proved = judged.proved.get(key);
  return [
    describe(key, series),
    identity === undefined ? 'not listed' : `listed ${JSON.stringify(identity)}`,
    ...(proved === undefined ? [] : [`proved ${proved}`]),
  ].join('; ');
}

function describe(what: string, { points, trend, recent, pastShare, followsLoad }: SeriesJudgement): string {
  return [
    `${what}: ${points.map(({ value }) => value).join(' ')}`,
    trend.shape,
    `p(no growth) ${short(trend.pGrowth)}`,
    `second half ÷ first ${short(trend.halvesRatio)} (p ${short(trend.pHalves)})`,
    `p(no slowing) ${short(trend.pSlowing)}`,
    ...(recent ? [`recent: ${short(pastShare)} of its past`] : []),
    ...(followsLoad ? ['follows load'] : []),
  ].join('; ');
}

function steps(values: readonly number[]): number[] {
  return values.slice(1).map((value, index) => value - (values[index] ?? value));
}

function short(value: number | undefined): string {
  return value === undefined ? '–' : value.toPrecision(2);
}
