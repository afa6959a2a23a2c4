import { eachFrame } from '../profile/stack-table.ts';
import { FunctionFacts } from './function-facts.ts';
import { GroupSums, rowGrowth } from './group-sums.ts';
import { HeapGroup } from './heap-group.ts';
import type { HeapTable } from './heap-table.ts';
import { culpritFinder } from './stack-culprits.ts';

/** Gathers the heap rows of a replica by culprit and compares base with head; none of no table. */
export function heapGroups(table: HeapTable | undefined, modulePrefixes: readonly string[]): HeapGroup[] {
  if (table === undefined) return [];
  const facts = new FunctionFacts(table.stacks, modulePrefixes);
  const culpritOf = culpritFinder(facts);
  return groupRows(table, { facts, eachKey: (stack, visit) => visit(culpritOf(stack)) });
}

/**
 * The same by every function on the way to the growing objects: a row counts for each of them once, however often the function
 * calls itself. The runtime's own frames, which say nothing about whose work it is, do not count.
 */
export function cumulativeHeapGroups(table: HeapTable | undefined): HeapGroup[] {
  if (table === undefined) return [];
  const facts = new FunctionFacts(table.stacks, []);
  return groupRows(table, { facts, eachKey: functionVisitor(facts) });
}

/** Calls `visit` with each name on a stack that is not the runtime's, once. */
function functionVisitor(facts: FunctionFacts): EachKey {
  const { stacks } = facts;
  const lastVisit: number[] = [];
  let visits = 0;
  return (stack, visit) => {
    visits++;
    eachFrame(stacks, stack, (frame) => {
      if (facts.originOf(frame) === 'runtime') return;
      const name = facts.nameOf(frame);
      if (lastVisit[name] === visits) return;
      lastVisit[name] = visits;
      visit(name);
    });
  };
}

type EachKey = (stack: number, visit: (key: number) => void) => void;

/** What rows are gathered by: one or several names of functions on their stack, by number. */
type Keys = { readonly facts: FunctionFacts; readonly eachKey: EachKey };

/** Compares base with head for each key. */
function groupRows(table: HeapTable, { facts, eachKey }: Keys): HeapGroup[] {
  const context = { table, growthBytes: rowGrowth(table), facts };
  const sums: (GroupSums | undefined)[] = [];
  let row = 0;
  // One for all rows: a hundred thousand small functions are a hundred thousand objects.
  const addTo = (key: number) => {
    const sum = sums[key] ?? new GroupSums(table.inuse.length);
    sums[key] = sum;
    sum.add(row, context);
  };
  for (; row < table.rows; row++) eachKey(table.stackOf[row] ?? 0, addTo);
  return sums.flatMap((sum, key) =>
    sum !== undefined && sum.rows.length > 0 ? new HeapGroup(facts.names[key] ?? '', sum, context) : [],
  );
}
