import type { Goroutine } from '../profile/goroutine-text.ts';
import type { PointCapture } from './captures.ts';
import { compareGroups, type GoroutineIdentity, goroutineKeyer } from './goroutine-identity.ts';
import { groupBy } from './group-by.ts';
import type { Point } from './statistics/theil-sen.ts';
import { fewestPoints } from './trend.ts';

/** The goroutines of one group that were there at the capture before as well, whatever they did then. */
export type LastingGoroutines = {
  /** From the second capture on, one point a capture. */
  readonly series: readonly Point[];
  readonly identity: GoroutineIdentity;
};

/**
 * Leaves out what comes and goes between two captures, as requests do: what leaks, lasts. By `<wait> <culprit>`; undefined where
 * a capture has no list of goroutines, or there are too few captures.
 */
export function lastingGoroutines(
  captures: readonly PointCapture[],
  modulePrefixes: readonly string[],
): ReadonlyMap<string, LastingGoroutines> | undefined {
  const lists = captures.flatMap(({ atMs, extras }) =>
    extras?.goroutines === undefined ? [] : [{ atMs, goroutines: extras.goroutines }],
  );
  const [base, head] = [lists[0], lists.at(-1)];
  if (base === undefined || head === undefined || lists.length < captures.length) return undefined;
  if (lists.length <= fewestPoints) return undefined;
  const keyOf = goroutineKeyer(modulePrefixes);
  const lasting = lists.slice(1).map(({ atMs, goroutines }, index) => ({
    atMs,
    groups: groupBy(stillThere(goroutines, lists[index]?.goroutines ?? []), keyOf),
  }));
  const identities = compareGroups({
    first: lasting[0]?.groups ?? new Map(),
    last: lasting.at(-1)?.groups ?? new Map(),
    keysAtBase: new Map(base.goroutines.map((goroutine) => [goroutine.id, keyOf(goroutine)])),
    idsAtHead: new Set(head.goroutines.map(({ id }) => id)),
  });
  return new Map(
    [...identities].map(([key, identity]) => [
      key,
      {
        series: lasting.map(({ atMs, groups }) => ({ atMs, value: groups.get(key)?.length ?? 0 })),
        identity,
      },
    ]),
  );
}

function stillThere(now: readonly Goroutine[], before: readonly Goroutine[]): readonly Goroutine[] {
  const ids = new Set(before.map(({ id }) => id));
  return now.filter(({ id }) => ids.has(id));
}
