import { describe, expect, test } from 'vitest';
import { registeredKernels } from '../../lab/go-kernels.ts';

describe('registeredKernels', () => {
  test('are what a file registers, in its order', () => {
    expect(
      registeredKernels('func init() {\n\tregister("NilRecv", NilRecv)\n\tregister("NilSend", NilSend)\n}\n'),
    ).toEqual(['NilRecv', 'NilSend']);
  });

  test.each([
    { title: 'the function that registers', source: 'func register(name string, f func()) {\n}\n' },
    { title: 'a comment', source: '// register("Old", Old)\n' },
    { title: 'what runs before main', source: '\tregisterInit("Early", Early)\n' },
  ])('leave $title out', ({ source }) => {
    expect(registeredKernels(source)).toEqual([]);
  });
});
