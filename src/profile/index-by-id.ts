import type { WireNumber } from './wire-number.ts';

/** Positions of the records of one table by their ids. */
export type IdIndex = {
  readonly add: (id: WireNumber, position: number) => void;
  readonly get: (id: WireNumber) => number | undefined;
};

/**
 * Writers number their records from 1, so an array answers. Other ids go to a map whose keys are strings, for two
 * reasons: `5` and `5n` become one key, and V8 seeds the hashes of strings but not those of numbers, so that ids
 * chosen to collide would make a map of numbers take seconds.
 */
export function indexById(records: number): IdIndex {
  const dense: (number | undefined)[] = new Array(records + 1);
  const sparse = new Map<string, number>();
  return {
    add(id, position) {
      if (id <= records) dense[Number(id)] = position;
      else sparse.set(`#${id}`, position);
    },
    get(id) {
      return id <= records ? dense[Number(id)] : sparse.get(`#${id}`);
    },
  };
}
