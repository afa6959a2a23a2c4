import type { Goroutine } from '../profile/goroutine-text.ts';
import type { Frame } from '../profile/profile.ts';
import { accumulationPoint } from './accumulation-point.ts';
import type { PointCapture } from './captures.ts';
import { enclosingFunction } from './function-name.ts';
import { groupBy } from './group-by.ts';
import type { Wait } from './wait.ts';

/** Who the goroutines of one group are: ids tell those that stay from those that come and go. */
export type GoroutineIdentity = {
  readonly atBase: number;
  /** Of those at base, how many are still there at head. */
  readonly survivors: number;
  /** At head, but not at base. */
  readonly born: number;
  /** At head, and at base as well, but doing something else then. */
  readonly movedIn: number;
  /** The function whose `go` statement started most of those at head, and where. */
  readonly createdBy: Frame | undefined;
};

const states: readonly { readonly wait: Wait; readonly state: RegExp }[] = [
  { wait: 'send', state: /^chan send/ },
  { wait: 'receive', state: /^chan receive/ },
  { wait: 'select', state: /^select/ },
  { wait: 'io', state: /^IO wait/ },
  { wait: 'sleep', state: /^sleep/ },
  { wait: 'lock', state: /^(semacquire|sync\.|waiting for lock)/ },
  { wait: 'system', state: /^syscall/ },
];

/** Identities by `<wait> <culprit>`; undefined where base or head has no list of goroutines. */
export function goroutineIdentities(
  captures: readonly PointCapture[],
  modulePrefixes: readonly string[],
): ReadonlyMap<string, GoroutineIdentity> | undefined {
  const base = captures[0]?.extras?.goroutines;
  const head = captures.at(-1)?.extras?.goroutines;
  if (base === undefined || head === undefined || captures.length < 2) return undefined;
  const keyOf = (goroutine: Goroutine) => groupKey(goroutine, modulePrefixes);
  const atBase = groupBy(base, keyOf);
  const atHead = groupBy(head, keyOf);
  const baseKeys = new Map([...atBase].flatMap(([key, group]) => group.map(({ id }) => [id, key] as const)));
  const headIds = new Set(head.map(({ id }) => id));
  return new Map(
    [...new Set([...atBase.keys(), ...atHead.keys()])].map((key) => {
      const [before, now] = [atBase.get(key) ?? [], atHead.get(key) ?? []];
      return [
        key,
        {
          atBase: before.length,
          survivors: before.filter(({ id }) => headIds.has(id)).length,
          born: now.filter(({ id }) => !baseKeys.has(id)).length,
          movedIn: now.filter(({ id }) => (baseKeys.get(id) ?? key) !== key).length,
          createdBy: mostFrequentStarter(now),
        },
      ];
    }),
  );
}

function groupKey({ state, stack }: Goroutine, modulePrefixes: readonly string[]): string {
  const wait = states.find((one) => one.state.test(state))?.wait ?? 'running';
  return `${wait} ${enclosingFunction(accumulationPoint(stack, modulePrefixes)?.function ?? 'unknown')}`;
}

function mostFrequentStarter(goroutines: readonly Goroutine[]): Frame | undefined {
  const starters = groupBy(
    goroutines.flatMap(({ createdBy }) => createdBy ?? []),
    (frame) => `${frame.function} ${frame.file}:${frame.line}`,
  );
  return [...starters.values()].sort((a, b) => b.length - a.length)[0]?.[0];
}

/** Fewest goroutines at base whose fate says something about those that came later. */
export const fewestAtBase = 5;

/** Whether a group is more a state that goroutines of a pool pass through than a place where new ones end up. */
export function changesState(identity: GoroutineIdentity | undefined): boolean {
  return identity !== undefined && identity.movedIn > identity.born;
}

/** Whether the goroutines of a group come and go: then a growing number is growing load, and not a leak. */
export function turnsOver(identity: GoroutineIdentity | undefined): boolean {
  return (
    identity !== undefined && identity.atBase >= fewestAtBase && identity.survivors < identity.atBase / 2
  );
}
