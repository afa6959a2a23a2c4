import type { Goroutine } from '../profile/goroutine-text.ts';
import type { Frame } from '../profile/profile.ts';
import { culpritOf } from './accumulation-point.ts';
import type { PointCapture } from './captures.ts';
import { groupKey } from './goroutine-groups.ts';
import { groupBy } from './group-by.ts';
import { signTest } from './statistics/binomial.ts';
import { networkWait, type Wait } from './wait.ts';

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
  const keyOf = goroutineKeyer(modulePrefixes);
  const [atBase, atHead] = [base, head].map((list) => groupBy(list, keyOf));
  return compareGroups({
    first: atBase ?? new Map(),
    last: atHead ?? new Map(),
    keysAtBase: new Map([...(atBase ?? [])].flatMap(([key, group]) => group.map(({ id }) => [id, key]))),
    idsAtHead: new Set(head.map(({ id }) => id)),
  });
}

type Groups = ReadonlyMap<string, readonly Goroutine[]>;

/** Compares the members of each group at two captures, given what every goroutine did at base and which of them were left at head. */
export function compareGroups(lists: {
  readonly first: Groups;
  readonly last: Groups;
  readonly keysAtBase: ReadonlyMap<string, string>;
  readonly idsAtHead: ReadonlySet<string>;
}): ReadonlyMap<string, GoroutineIdentity> {
  const { first, last, keysAtBase, idsAtHead } = lists;
  return new Map(
    [...new Set([...first.keys(), ...last.keys()])].map((key) => {
      const [before, now] = [first.get(key) ?? [], last.get(key) ?? []];
      return [
        key,
        {
          atBase: before.length,
          survivors: before.filter(({ id }) => idsAtHead.has(id)).length,
          born: now.filter(({ id }) => !keysAtBase.has(id)).length,
          movedIn: now.filter(({ id }) => (keysAtBase.get(id) ?? key) !== key).length,
          createdBy: mostFrequentStarter(now),
        },
      ];
    }),
  );
}

/** What a goroutine of a list belongs to, `<wait> <culprit>`, as its stack in a profile tells by `waitOf`. */
export function goroutineKeyer(modulePrefixes: readonly string[]): (goroutine: Goroutine) => string {
  return ({ state, stack }) => {
    const parked = states.find((one) => one.state.test(state))?.wait ?? 'running';
    return groupKey({ wait: networkWait(parked, stack), culprit: culpritOf(stack, modulePrefixes) });
  };
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

/** A browser opens half a dozen connections at once, and drops them at once: so many count as one. */
const cluster = 4;
/** Fewer ends than this are no turn-over. */
const fewestEnds = 3;

/** p-value of "no more of them began than ended", each of which is as likely in a service whose load stays (sign test). */
export function pMoreBegan({ born, atBase, survivors }: GoroutineIdentity): number {
  const ended = atBase - survivors;
  if (ended < fewestEnds) return signTest(born, born + ended);
  return signTest(Math.round(born / cluster), Math.round((born + ended) / cluster));
}
