import type { Column } from './profile.ts';

/** The samples of a profile in columns; see Profile. */
export type SampleColumns = {
  readonly stackOf: Uint32Array;
  readonly values: readonly Column[];
  readonly objectBytes: Float64Array;
};

/** One sample as it is read: its locations in the stack table, leaf first, its values and the size of its objects. */
export class SampleRow {
  readonly stack: Uint32Array;
  depth = 0;
  readonly values: Float64Array;
  /** Exact values by column, where one is beyond 2^53; undefined where none is. */
  wide: Map<number, bigint> | undefined;
  objectBytes = 0;

  constructor(mostLocations: number, sampleTypes: number) {
    this.stack = new Uint32Array(mostLocations);
    this.values = new Float64Array(sampleTypes);
  }

  clear(): void {
    this.depth = 0;
    this.wide = undefined;
    this.objectBytes = 0;
  }
}

/** Gathers rows in columns. Memory that stays untouched costs nothing, so that there is room for all of them from the start. */
export class ColumnBuilder {
  readonly #stackOf: Uint32Array;
  readonly #values: readonly Float64Array[];
  readonly #objectBytes: Float64Array;
  readonly #wide: readonly Map<number, bigint>[];
  #length = 0;

  constructor(mostSamples: number, sampleTypes: number) {
    this.#stackOf = new Uint32Array(mostSamples);
    this.#values = Array.from({ length: sampleTypes }, () => new Float64Array(mostSamples));
    this.#objectBytes = new Float64Array(mostSamples);
    this.#wide = this.#values.map(() => new Map());
  }

  add(stack: number, { values, wide, objectBytes }: SampleRow): void {
    const row = this.#length++;
    this.#stackOf[row] = stack;
    this.#objectBytes[row] = objectBytes;
    for (let column = 0; column < values.length; column++) {
      const all = this.#values[column];
      if (all !== undefined) all[row] = values[column] ?? 0;
    }
    if (wide === undefined) return;
    for (const [column, value] of wide) this.#wide[column]?.set(row, value);
  }

  columns(): SampleColumns {
    return {
      stackOf: this.#stackOf.subarray(0, this.#length),
      values: this.#values.map((column, index) =>
        withWide(column.subarray(0, this.#length), this.#wide[index] ?? new Map()),
      ),
      objectBytes: this.#objectBytes.subarray(0, this.#length),
    };
  }
}

/** The column itself, or its exact values where some are beyond 2^53. */
function withWide(column: Float64Array, wide: ReadonlyMap<number, bigint>): Column {
  if (wide.size === 0) return column;
  const exact = BigInt64Array.from(column, (value) => (Number.isSafeInteger(value) ? BigInt(value) : 0n));
  for (const [row, value] of wide) exact[row] = value;
  return exact;
}
