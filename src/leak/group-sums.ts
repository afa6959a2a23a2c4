import type { FunctionFacts } from './function-facts.ts';
import type { HeapTable } from './heap-table.ts';

/** Above this chance an object is as good as always sampled: its count is exact, and says nothing about sampling. */
const certain = 0.98;

/** What base and head say of each row of a table. */
export type RowChanges = {
  /** Of live bytes, estimated. */
  readonly growthBytes: Float64Array;
  readonly births: Float64Array;
  readonly deaths: Float64Array;
  readonly allocated: Float64Array;
};

/** Objects alive in both captures cancel; of the born at most what was allocated or is live can have survived. */
export function rowChanges(table: HeapTable): RowChanges {
  const { rows, objectBytes, probability, allocAtBase, allocAtHead } = table;
  const [atBase, atHead] = [table.inuse[0], table.inuse.at(-1)];
  const changes: RowChanges = {
    growthBytes: new Float64Array(rows),
    births: new Float64Array(rows),
    deaths: new Float64Array(rows),
    allocated: new Float64Array(rows),
  };
  for (let row = 0; row < rows; row++) {
    const live = atHead?.[row] ?? 0;
    const grown = live - (atBase?.[row] ?? 0);
    const allocated = Math.max(0, (allocAtHead[row] ?? 0) - (allocAtBase[row] ?? 0));
    const births = Math.max(Math.min(allocated, live), grown, 0);
    changes.growthBytes[row] = ((objectBytes[row] ?? 0) / (probability[row] ?? 1)) * grown;
    changes.births[row] = births;
    changes.deaths[row] = births - grown;
    changes.allocated[row] = allocated;
  }
  return changes;
}

/** What the groups of one table have in common. */
export type GroupContext = {
  readonly table: HeapTable;
  readonly changes: RowChanges;
  readonly facts: FunctionFacts;
};

/** The sums of one group while its rows are gathered. */
export class GroupSums {
  /** Those that base or head has; others were there in between alone. */
  readonly rows: number[] = [];
  growthBytes = 0;
  variance = 0;
  exactGrowthBytes = 0;
  births = 0;
  deaths = 0;
  atHeadBytes = 0;
  allocated = 0;
  grown = 0;
  readonly live: Float64Array;

  constructor(captures: number) {
    this.live = new Float64Array(captures);
  }

  add(row: number, { table, changes }: GroupContext): void {
    const p = table.probability[row] ?? 1;
    const scale = (table.objectBytes[row] ?? 0) / p;
    for (let capture = 0; capture < this.live.length; capture++) {
      this.live[capture] = (this.live[capture] ?? 0) + scale * (table.inuse[capture]?.[row] ?? 0);
    }
    if (!isAtAnEnd(table, row)) return;
    const growthBytes = changes.growthBytes[row] ?? 0;
    const births = changes.births[row] ?? 0;
    const deaths = changes.deaths[row] ?? 0;
    this.rows.push(row);
    this.growthBytes += growthBytes;
    this.variance += scale ** 2 * (1 - p) * (births + deaths);
    if (p > certain) this.exactGrowthBytes += growthBytes;
    else {
      this.births += births;
      this.deaths += deaths;
    }
    this.atHeadBytes += scale * (table.inuse.at(-1)?.[row] ?? 0);
    this.allocated += changes.allocated[row] ?? 0;
    this.grown += births - deaths;
  }
}

function isAtAnEnd({ inuse, allocAtBase, allocAtHead }: HeapTable, row: number): boolean {
  return (
    inuse[0]?.[row] !== 0 || inuse.at(-1)?.[row] !== 0 || allocAtBase[row] !== 0 || allocAtHead[row] !== 0
  );
}
