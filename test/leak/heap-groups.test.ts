import { expect, test } from 'vitest';
import { enclosingFunction } from '../../src/leak/function-name.ts';
import type { HeapGroup } from '../../src/leak/heap-group.ts';
import { cumulativeHeapGroups, heapGroups } from '../../src/leak/heap-groups.ts';
import { heapTable } from '../../src/leak/heap-table.ts';
import { fixtureProfile, ofServices } from '../profile/fixture.ts';
import { heapOf } from './synthetic-replica.ts';

test('knows what the stack passes through that grows most, all object sizes of it together', () => {
  const through = (stack: string, objectBytes: number, live: number) => {
    return { stack, objectBytes, live, allocated: live };
  };
  const base = heapOf([
    through('shop.(*Cart[...]).add shop.slow main.main', 64, 1),
    through('shop.(*Cart[...]).add shop.shrinks shop.deeper main.main', 64, 4),
  ]);
  const head = heapOf([
    through('shop.(*Cart[...]).add shop.slow main.main', 64, 2),
    through('shop.(*Cart[...]).add shop.fast.func1 main.main', 48, 6),
    through('shop.(*Cart[...]).add shop.fast.func1 main.main', 32, 6),
    through('shop.(*Cart[...]).add shop.middling main.main', 64, 7),
  ]);
  const [group, ...others] = heapGroups(
    heapTable([
      { atMs: 0, heap: base },
      { atMs: 60_000, heap: head },
    ]),
    [],
  );
  expect(others).toEqual([]);
  expect(group?.culprit).toBe('shop.(*Cart).add');
  expect(group?.growingStacks).toBe(3);
  // Of those that grow.
  expect(group?.depth).toBeCloseTo(3, 9);
  expect(group?.stacks[0]?.stack[1]?.function).toBe('shop.fast.func1');
  expect(group?.series.map(({ atMs }) => atMs)).toEqual([0, 60_000]);
  expect(group && pathOf(group)).toEqual(['shop.(*Cart).add', 'shop.fast', 'main.main']);
  expect(group?.culpritFrame?.function).toBe('shop.(*Cart[...]).add');
});

test.each([
  ['culprit', (table: ReturnType<typeof heapTable>) => heapGroups(table, [])],
  ['every function on the way', cumulativeHeapGroups],
])('agrees with the stacks themselves, by %s', (_, gather) => {
  const groups = gather(
    heapTable([
      { atMs: 0, heap: fixtureProfile(`${ofServices}heap-base`) },
      { atMs: 1, heap: fixtureProfile(`${ofServices}heap-head`) },
    ]),
  );
  const names = new Set(groups.map(({ culprit }) => culprit));
  expect(names.size).toBeGreaterThan(10);
  for (const group of groups) {
    const fastest = group.stacks[0]?.stack ?? [];
    const onIt = fastest.map((frame) => enclosingFunction(frame.function));
    expect(pathOf(group).toSorted(), group.culprit).toEqual(onIt.toSorted());
    expect(group.culpritFrame, group.culprit).toEqual(fastest[onIt.indexOf(group.culprit)]);
    expect(group.depth, group.culprit).toBeCloseTo(depthOf(group), 9);
  }
});

function pathOf(group: HeapGroup): string[] {
  const path: string[] = [];
  group.eachOnPath((name) => path.push(name));
  return path;
}

/** Frames from the root to the outermost of the culprit's, weighed by growth. */
function depthOf({ culprit, stacks }: HeapGroup): number {
  let [bytes, weighed] = [0, 0];
  for (const { stack, growthBytes } of stacks.filter((each) => each.growthBytes > 0)) {
    const fromRoot = stack.toReversed().findIndex((frame) => enclosingFunction(frame.function) === culprit);
    bytes += growthBytes;
    weighed += growthBytes * (fromRoot + 1);
  }
  return bytes > 0 ? weighed / bytes : 0;
}
