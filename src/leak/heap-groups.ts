import { FunctionFacts } from './function-facts.ts';
import { GroupSums, rowChanges } from './group-sums.ts';
import type { HeapGroup } from './heap-group.ts';
import { type HeapCapture, type HeapTable, heapTable } from './heap-table.ts';
import { culpritFinder } from './stack-culprits.ts';

/** Gathers the heap rows of a replica by culprit and compares base with head. Needs at least two captures. */
export function heapGroups(captures: readonly HeapCapture[], modulePrefixes: readonly string[]): HeapGroup[] {
  const table = heapTable(captures);
  if (table === undefined) return [];
  const facts = new FunctionFacts(table.stacks, modulePrefixes);
  const culpritOf = culpritFinder(facts);
  return groupRows(table, { names: facts.names, eachKey: (stack, visit) => visit(culpritOf(stack)) });
}

/**
 * The same by every function on the way to the growing objects: a row counts for each of them once, however often the function
 * calls itself. The runtime's own frames, which say nothing about whose work it is, do not count.
 */
export function cumulativeHeapGroups(captures: readonly HeapCapture[]): HeapGroup[] {
  const table = heapTable(captures);
  if (table === undefined) return [];
  const facts = new FunctionFacts(table.stacks, []);
  return groupRows(table, { names: facts.names, eachKey: functionVisitor(facts) });
}

/** Calls `visit` with each name on a stack that is not the runtime's, once. */
function functionVisitor(facts: FunctionFacts): EachKey {
  const { stacks } = facts;
  const lastVisit: number[] = [];
  let visits = 0;
  return (stack, visit) => {
    visits++;
    const depth = stacks.depth(stack);
    for (let place = 0; place < depth; place++) {
      for (let at = stacks.locationAt(stack, place); at >= 0; at = stacks.calleeOf(at)) {
        const frame = stacks.frameOfLocation(at);
        if (facts.originOf(frame) === 'runtime') continue;
        const name = facts.nameOf(frame);
        if (lastVisit[name] === visits) continue;
        lastVisit[name] = visits;
        visit(name);
      }
    }
  };
}

type EachKey = (stack: number, visit: (key: number) => void) => void;

/** What rows are gathered by: keys of their stack, one or several, and the name of each. */
type Keys = { readonly names: readonly string[]; readonly eachKey: EachKey };

/** Compares base with head for each key. */
function groupRows(table: HeapTable, { names, eachKey }: Keys): HeapGroup[] {
  const changes = rowChanges(table);
  const sums: GroupSums[] = [];
  const captures = table.inuse.length;
  for (let row = 0; row < table.rows; row++) {
    eachKey(table.stackOf[row] ?? 0, (key) => {
      const sum = sums[key] ?? new GroupSums(captures);
      sums[key] = sum;
      sum.add(row, table, changes);
    });
  }
  return sums.flatMap((sum, key) => (sum.rows.length > 0 ? sum.group(names[key] ?? '', table, changes) : []));
}
