import type { FunctionFacts } from './function-facts.ts';
import type { HeapTable } from './heap-table.ts';

/** Above this chance an object is as good as always sampled: its count is exact, and says nothing about sampling. */
const certain = 0.98;

/** By how many live bytes each row of a table grew from base to head, estimated. */
export function rowGrowth({ rows, objectBytes, probability, inuse }: HeapTable): Float64Array {
  const growth = new Float64Array(rows);
  const [atBase, atHead] = [inuse[0], inuse.at(-1)];
  for (let row = 0; row < rows; row++) {
    const grown = (atHead?.[row] ?? 0) - (atBase?.[row] ?? 0);
    growth[row] = ((objectBytes[row] ?? 0) / (probability[row] ?? 1)) * grown;
  }
  return growth;
}

/** What the groups of one table have in common. */
export type GroupContext = {
  readonly table: HeapTable;
  /** By row of the table. */
  readonly growthBytes: Float64Array;
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

  add(row: number, { table, growthBytes }: GroupContext): void {
    const { inuse, allocAtBase, allocAtHead } = table;
    const p = table.probability[row] ?? 1;
    const scale = (table.objectBytes[row] ?? 0) / p;
    for (let capture = 0; capture < this.live.length; capture++) {
      this.live[capture] = (this.live[capture] ?? 0) + scale * (inuse[capture]?.[row] ?? 0);
    }
    if (!isAtAnEnd(table, row)) return;
    const atHead = inuse.at(-1)?.[row] ?? 0;
    const grown = atHead - (inuse[0]?.[row] ?? 0);
    const allocated = Math.max(0, (allocAtHead[row] ?? 0) - (allocAtBase[row] ?? 0));
    // Objects alive in both captures cancel; of the born at most what was allocated or is live can have survived.
    const births = Math.max(Math.min(allocated, atHead), grown, 0);
    const deaths = births - grown;
    const growth = growthBytes[row] ?? 0;
    this.rows.push(row);
    this.growthBytes += growth;
    this.variance += scale ** 2 * (1 - p) * (births + deaths);
    if (p > certain) this.exactGrowthBytes += growth;
    else {
      this.births += births;
      this.deaths += deaths;
    }
    this.atHeadBytes += scale * atHead;
    this.allocated += allocated;
    this.grown += grown;
  }
}

function isAtAnEnd({ inuse, allocAtBase, allocAtHead }: HeapTable, row: number): boolean {
  return (
    inuse[0]?.[row] !== 0 || inuse.at(-1)?.[row] !== 0 || allocAtBase[row] !== 0 || allocAtHead[row] !== 0
  );
}
