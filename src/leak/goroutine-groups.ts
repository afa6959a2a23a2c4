import { goroutineCount } from '../profile/goroutine-count.ts';
import { inTable } from '../profile/in-table.ts';
import type { Frame } from '../profile/profile.ts';
import { valueAt } from '../profile/sample.ts';
import { eachFrame, type StackTable } from '../profile/stack-table.ts';
import { valueIndex } from '../profile/value-index.ts';
import type { PointCapture } from './captures.ts';
import { FunctionFacts } from './function-facts.ts';
import { culpritFinder } from './stack-culprits.ts';
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
  const stacks = captures.at(-1)?.goroutine.stacks;
  if (stacks === undefined) return [];
  const counted = captures.map(({ goroutine }) => inTable(goroutine, stacks));
  const facts = new FunctionFacts(stacks, modulePrefixes);
  const culpritOf = culpritFinder(facts);
  const groups = new Map<string, OpenGroup>();
  const open = (stack: number) => {
    const culprit = facts.names[culpritOf(stack)] ?? '';
    return openGroup(groups, { stack, captures, culprit, facts });
  };
  const groupOf: (OpenGroup | undefined)[] = [];
  for (const [index, profile] of counted.entries()) {
    const { stackOf, values } = profile;
    const column = values[valueIndex(profile, 'goroutine')];
    for (const [row, stack] of stackOf.entries()) {
      const group = groupOf[stack] ?? open(stack);
      groupOf[stack] = group;
      const count = valueAt(column, row);
      group.counts[index] = (group.counts[index] ?? 0) + count;
      remember(group, { index, stack, count });
    }
  }
  return [...groups.values()].map((group) => close(group, captures, stacks));
}

/** All goroutines of a replica at each capture. */
export function goroutineSeries(captures: readonly GoroutineCapture[]): Point[] {
  return captures.map(({ atMs, goroutine }) => ({ atMs, value: goroutineCount(goroutine) }));
}

type GoroutineCapture = Pick<PointCapture, 'goroutine' | 'atMs'>;

type OpenGroup = {
  readonly culprit: string;
  readonly wait: Wait;
  readonly ofTheTeam: boolean;
  readonly counts: number[];
  /** Number of the most frequent stack at the newest capture that had one. */
  newest: { index: number; count: number; stack: number };
};

function openGroup(groups: Map<string, OpenGroup>, { stack, captures, culprit, facts }: NewStack): OpenGroup {
  const wait = waitOf(facts.stacks.framesOf(stack));
  const key = groupKey({ wait, culprit });
  const known = groups.get(key);
  if (known !== undefined) return known;
  const ofTheTeam = isOfTheTeam(facts, stack);
  const group = {
    culprit,
    wait,
    ofTheTeam,
    counts: captures.map(() => 0),
    newest: { index: -1, count: 0, stack: 0 },
  };
  groups.set(key, group);
  return group;
}

type NewStack = {
  readonly stack: number;
  readonly captures: readonly GoroutineCapture[];
  readonly culprit: string;
  readonly facts: FunctionFacts;
};

function isOfTheTeam(facts: FunctionFacts, stack: number): boolean {
  let isOwn = false;
  eachFrame(facts.stacks, stack, (frame) => {
    isOwn ||= facts.originOf(frame) === 'own';
  });
  return isOwn;
}

function remember(group: OpenGroup, seen: OpenGroup['newest']): void {
  const { newest } = group;
  if (seen.index > newest.index || seen.count > newest.count) group.newest = seen;
}

function close(group: OpenGroup, captures: readonly GoroutineCapture[], stacks: StackTable): GoroutineGroup {
  return {
    culprit: group.culprit,
    wait: group.wait,
    ofTheTeam: group.ofTheTeam,
    series: captures.map(({ atMs }, index) => ({ atMs, value: group.counts[index] ?? 0 })),
    atHead: group.counts.at(-1) ?? 0,
    stack: stacks.framesOf(group.newest.stack),
  };
}
