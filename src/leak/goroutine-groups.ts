import type { Frame, Sample } from '../profile/profile.ts';
import { valueIndex } from '../profile/value-index.ts';
import { culpritOf } from './accumulation-point.ts';
import type { PointCapture } from './captures.ts';
import { originOf } from './frame-origin.ts';
import type { Point } from './statistics/theil-sen.ts';
import { type Wait, waitOf } from './wait.ts';

/** Goroutines of one replica that wait in the same way in the same function. Counts are exact. */
export type GoroutineGroup = {
  /** The function that waits, without closures and type arguments. */
  readonly culprit: string;
  readonly wait: Wait;
  /** Whether they run code of the team's own. */
  readonly ofTheTeam: boolean;
  /** How many there were at each capture. */
  readonly series: readonly Point[];
  readonly atHead: number;
  /** The most frequent stack at head, or at the last capture that had one. */
  readonly stack: readonly Frame[];
};

/** What a group is known by, in profiles and in lists of goroutines alike. */
export function groupKey({ wait, culprit }: Pick<GoroutineGroup, 'wait' | 'culprit'>): string {
  return `${wait} ${culprit}`;
}

/** Counts goroutines by culprit and wait over the captures. A replica without captures has no groups. */
export function goroutineGroups(
  captures: readonly GoroutineCapture[],
  modulePrefixes: readonly string[],
): GoroutineGroup[] {
  const groups = new Map<string, OpenGroup>();
  captures.forEach((capture, index) => {
    for (const [sample, count] of countedSamples(capture)) {
      const group = openGroup(groups, sample.stack, captures, modulePrefixes);
      group.counts[index] = (group.counts[index] ?? 0) + count;
      remember(group, index, sample.stack, count);
    }
  });
  return [...groups.values()].map((group) => close(group, captures));
}

/** All goroutines of a replica at each capture. */
export function goroutineSeries(captures: readonly GoroutineCapture[]): Point[] {
  return captures.map((capture) => ({
    atMs: capture.atMs,
    value: countedSamples(capture).reduce((sum, [, count]) => sum + count, 0),
  }));
}

type GoroutineCapture = Pick<PointCapture, 'goroutine' | 'atMs'>;

type OpenGroup = {
  readonly culprit: string;
  readonly wait: Wait;
  readonly ofTheTeam: boolean;
  readonly counts: number[];
  newest: { index: number; count: number; stack: readonly Frame[] };
};

function countedSamples({ goroutine }: GoroutineCapture): (readonly [Sample, number])[] {
  const column = valueIndex(goroutine, 'goroutine');
  return goroutine.samples.map((sample) => [sample, sample.values[column] ?? 0] as const);
}

function openGroup(
  groups: Map<string, OpenGroup>,
  stack: readonly Frame[],
  captures: readonly GoroutineCapture[],
  modulePrefixes: readonly string[],
): OpenGroup {
  const culprit = culpritOf(stack, modulePrefixes);
  const wait = waitOf(stack);
  const key = groupKey({ wait, culprit });
  const known = groups.get(key);
  if (known !== undefined) return known;
  const ofTheTeam = stack.some((frame) => originOf(frame, modulePrefixes) === 'own');
  const group = {
    culprit,
    wait,
    ofTheTeam,
    counts: captures.map(() => 0),
    newest: { index: -1, count: 0, stack },
  };
  groups.set(key, group);
  return group;
}

function remember(group: OpenGroup, index: number, stack: readonly Frame[], count: number): void {
  const { newest } = group;
  if (index > newest.index || count > newest.count) group.newest = { index, count, stack };
}

function close(group: OpenGroup, captures: readonly GoroutineCapture[]): GoroutineGroup {
  return {
    culprit: group.culprit,
    wait: group.wait,
    ofTheTeam: group.ofTheTeam,
    series: captures.map(({ atMs }, index) => ({ atMs, value: group.counts[index] ?? 0 })),
    atHead: group.counts.at(-1) ?? 0,
    stack: group.newest.stack,
  };
}
