import { describe, expect, test } from 'vitest';
import { stackKeyer } from '../../src/profile/stack-key.ts';
import { sample } from './sample-profile.ts';

const stack = (text: string) => sample(text, []).stack;

describe('stackKeyer', () => {
  test.each([
    ['equal stacks of other objects', 'a:1 b:2', 'a:1 b:2', true, true],
    ['another line', 'a:1 b:2', 'a:1 b:3', false, true],
    ['another function', 'a:1 b:2', 'a:1 c:2', false, false],
    ['another order', 'a:1 b:2', 'b:2 a:1', false, false],
    ['recursion once more', 'a:1 b:2', 'a:1 a:1 b:2', false, false],
    ['no frames', 'a:1', '', false, false],
  ])('tells stacks apart by lines or by functions: %s', (_, one, other, byLines, byFunctions) => {
    const lines = stackKeyer('lines');
    const functions = stackKeyer('functions');
    expect(lines(stack(one)) === lines(stack(other))).toBe(byLines);
    expect(functions(stack(one)) === functions(stack(other))).toBe(byFunctions);
  });

  test('is not deceived by names that look like a name with its line or file', () => {
    const keyOf = stackKeyer('lines');
    const frames = [
      { function: 'f', file: '2:g', line: 1 },
      { function: 'f1:2:', file: 'g', line: 1 },
      { function: 'f1', file: ':2:g', line: 1 },
    ];
    expect(new Set(frames.map((frame) => keyOf([frame]))).size).toBe(3);
  });

  test('stays short however long the names are', () => {
    const keyOf = stackKeyer('lines');
    expect(keyOf([{ function: 'f'.repeat(10_000), file: 'g'.repeat(10_000), line: 1 }]).length).toBeLessThan(
      10,
    );
  });
});
