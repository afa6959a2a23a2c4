import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../lab/seeded-random.ts';
import { eachFrame, StackTable } from '../../src/profile/stack-table.ts';

/** Makes a stack of calls, leaf first: an array stands for calls that are inlined into one location, innermost first. */
function stackOf(table: StackTable, calls: readonly (string | readonly string[])[]): number {
  const locations = calls.map((call) => locationOf(table, [call].flat()));
  return table.stack(Uint32Array.from(locations), locations.length);
}

function locationOf(table: StackTable, calls: readonly string[]): number {
  let location: number | undefined;
  for (const call of calls) {
    location = table.calls.location(table.calls.frame(table.calls.function(call, 'main.go'), 1), location);
  }
  if (location === undefined) throw new Error('a location has a call');
  return location;
}

describe('a stack table', () => {
  test('gives one number to a stack, and another to any other', () => {
    const table = new StackTable();
    const different = [['a', 'b'], ['b', 'a'], ['a'], ['a', 'a', 'b'], ['a', 'b', 'b'], []];
    const numbers = different.map((calls) => stackOf(table, calls));
    expect(new Set(numbers).size).toBe(different.length);
    expect(different.map((calls) => stackOf(table, calls))).toEqual(numbers);
    expect(table.size).toBe(different.length);
  });

  test('gives one number to calls however they are split over locations', () => {
    const table = new StackTable();
    const numbers = [
      ['a', 'b', 'c', 'd'],
      [['a', 'b'], 'c', 'd'],
      ['a', ['b', 'c'], 'd'],
      [['a', 'b', 'c', 'd']],
    ].map((calls) => stackOf(table, calls));
    expect(new Set(numbers).size).toBe(1);
    expect(table.frameCountOf(numbers[0] ?? 0)).toBe(4);
    expect(table.expandedFrames).toBe(4);
  });

  test('gives frames back leaf first, inlined calls expanded, equal ones as one object', () => {
    const table = new StackTable();
    const frames = table.framesOf(stackOf(table, [['leaf', 'inlined'], 'mid', 'leaf']));
    expect(frames.map((frame) => frame.function)).toEqual(['leaf', 'inlined', 'mid', 'leaf']);
    expect(frames[0]).toBe(frames[3]);
    expect(frames[0]).toEqual({ function: 'leaf', file: 'main.go', line: 1 });
  });

  test('gives back the frames of a location with more inlined calls than a call has arguments', () => {
    const table = new StackTable();
    const names = Array.from({ length: 200_000 }, (_, at) => `f${at % 1_000}`);
    const frames = table.framesOf(stackOf(table, [names, 'root']));
    expect(frames).toHaveLength(names.length + 1);
    expect(frames.slice(0, -1).every((frame, at) => frame.function === names[at])).toBe(true);
  });

  test('ends with a trap where stacks are made so that they have one hash, whatever is drawn', () => {
    const table = new StackTable();
    // A Thue-Morse word and its complement: a polynomial of an odd factor is the same of both, modulo a power of two.
    const bit = (at: number) => at.toString(2).replaceAll('0', '').length % 2;
    const word = (flip: number) =>
      Array.from({ length: 128 }, (_, at) => (bit(at) === flip ? 'even' : 'odd'));
    const add = (number: number) =>
      stackOf(
        table,
        Array.from({ length: 10 }, (_, place) => word((number >> place) & 1)),
      );
    const first = add(0);
    expect(add(0)).toBe(first);
    expect(() => {
      for (let number = 1; number < 400; number++) add(number);
    }).toThrow(WebAssembly.RuntimeError);
  });

  test('walks over the frames of a stack, within a location from the outermost call on', () => {
    const table = new StackTable();
    const seen: string[] = [];
    const stack = stackOf(table, [['leaf', 'inlined'], 'root']);
    eachFrame(table, stack, (frame) => seen.push(table.calls.functionName(table.calls.functionOf(frame))));
    expect(seen).toEqual(['inlined', 'leaf', 'root']);
  });

  test('is not deceived by names that look like a name with its line or file', () => {
    const table = new StackTable();
    const frames = [
      table.calls.frame(table.calls.function('f', '2:g'), 1),
      table.calls.frame(table.calls.function('f1:2:', 'g'), 1),
      table.calls.frame(table.calls.function('f1', ':2:g'), 1),
    ];
    expect(new Set(frames).size).toBe(3);
  });

  test('keeps 50,000 random stacks apart and finds each again, over all its growing', () => {
    const random = seededRandom(5);
    const table = new StackTable();
    const known = new Map<string, number>();
    for (let run = 0; run < 50_000; run++) {
      const calls = Array.from({ length: random(6) }, () => `f${random(12)}`);
      const number = stackOf(table, calls);
      const key = calls.join();
      expect(known.get(key) ?? number).toBe(number);
      known.set(key, number);
    }
    expect(table.size).toBe(known.size);
    for (const [key, number] of known) {
      expect(table.framesOf(number).map((frame) => frame.function)).toEqual(key === '' ? [] : key.split(','));
    }
  });
});
