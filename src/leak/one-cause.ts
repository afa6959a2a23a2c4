import { originOf } from './frame-origin.ts';
import { fastestPart, type GroupInReplica, type HeapCandidate } from './heap-candidates.ts';
import type { HeapGroup } from './heap-group.ts';
import type { JudgedReplica } from './judged-replica.ts';

/**
 * What is kept and what keeps it grow together, along one path of calls: the handler that decodes an order, the function
 * that captures it, the registry whose slice it is put into. A smaller growth on the path of a larger one is the same cause.
 * Here those of candidates in the order of their growth that belong to none before them. Each path is walked once: a profile may
 * have a hundred thousand.
 */
export function largestOfPaths(candidates: readonly HeapCandidate[]): HeapCandidate[] {
  const groups = candidates.map(groupOf);
  const places = placesOf(groups);
  const isPartOfLarger = new Uint8Array(candidates.length);
  for (const [place, group] of groups.entries()) {
    if (isEverywhere(group)) continue;
    group.eachOnPath((name) => {
      const other = places.get(name);
      if (other !== undefined && other !== place) isPartOfLarger[Math.max(place, other)] = 1;
    });
  }
  return candidates.filter((_, place) => isPartOfLarger[place] === 0);
}

/** More than any rule looks at, or anybody reads. */
const mostRelated = 1_000;

/** For each cause the candidates that grow by less and lie on one path with it, in their order. */
export function relatedTo(
  causes: readonly HeapCandidate[],
  candidates: readonly HeapCandidate[],
): HeapCandidate[][] {
  const groups = candidates.map(groupOf);
  const places = placesOf(groups);
  const causePlaces = placesOf(causes.map(groupOf));
  const related = causes.map(() => new Set<number>());
  const join = (cause: number, place: number) => {
    if ((candidates[place]?.growthBytes ?? 0) < (causes[cause]?.growthBytes ?? 0)) related[cause]?.add(place);
  };
  for (const [place, group] of groups.entries()) {
    if (isEverywhere(group)) continue;
    const own = causePlaces.get(group.culprit);
    group.eachOnPath((name) => {
      const cause = causePlaces.get(name);
      if (cause !== undefined) join(cause, place);
      const other = own === undefined ? undefined : places.get(name);
      if (own !== undefined && other !== undefined) join(own, other);
    });
  }
  return related.map((found) => {
    const largest = [...found].sort((a, b) => a - b).slice(0, mostRelated);
    return largest.flatMap((place) => candidates[place] ?? []);
  });
}

/**
 * What some functions call and what holds memory itself: a registry's slice doubles now and then, so that it need not have grown
 * in the window to be what keeps the growing objects. The paths of a replica's groups are walked once for all of them.
 */
export class Keepers {
  readonly #culprits: ReadonlySet<string>;
  readonly #known = new Map<JudgedReplica, Map<string, HeapGroup[]>>();

  constructor(causes: readonly HeapCandidate[]) {
    this.#culprits = new Set(causes.map((cause) => groupOf(cause).culprit));
  }

  /** Of one of the causes. */
  of({ judged, group: { culprit } }: GroupInReplica): readonly HeapGroup[] {
    const known = this.#known.get(judged) ?? this.#walk(judged);
    this.#known.set(judged, known);
    return known.get(culprit) ?? [];
  }

  #walk({ heapGroups }: JudgedReplica): Map<string, HeapGroup[]> {
    const keepers = new Map<string, HeapGroup[]>([...this.#culprits].map((culprit) => [culprit, []]));
    for (const group of heapGroups) {
      if (group.atHeadBytes <= 0) continue;
      group.eachOnPath((name) => {
        const found = keepers.get(name);
        // A function that calls itself is met again.
        if (found !== undefined && name !== group.culprit && found.at(-1) !== group) found.push(group);
      });
    }
    return keepers;
  }
}

function groupOf({ parts }: HeapCandidate): HeapGroup {
  return fastestPart(parts).group;
}

/** Of those that join anything, by their culprit. */
function placesOf(groups: readonly HeapGroup[]): ReadonlyMap<string, number> {
  return new Map(
    groups.flatMap((group, place) => (isEverywhere(group) ? [] : [[group.culprit, place] as const])),
  );
}

/** The standard library's server is on the path of every request: that joins nothing. */
function isEverywhere({ culprit }: HeapGroup): boolean {
  const origin = originOf({ function: culprit, file: '' }, []);
  return origin === 'standard' || origin === 'runtime';
}
