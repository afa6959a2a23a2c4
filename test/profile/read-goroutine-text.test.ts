import { describe, expect, test } from 'vitest';
import { ProfileError } from '../../src/profile/profile-error.ts';
import { readGoroutineText } from '../../src/profile/read-goroutine-text.ts';

const text = `goroutine 1 [chan receive, 5 minutes]:
main.main()
	/src/main.go:12 +0x1d

goroutine 34 [IO wait, 2 minutes, locked to thread]:
internal/poll.runtime_pollWait(0x7f1, 0x72)
	/go/src/runtime/netpoll.go:351 +0x85
main.(*Server[...]).read(0xc000010000, {0x1, 0x2})
	/src/server.go:40 +0x2a
...additional frames elided...
created by main.(*Server[...]).serve in goroutine 1
	/src/server.go:31 +0x99

goroutine 35 [select (no cases)]:
main.wait.func1()
	/src/main.go:20
created by main.wait
	/src/main.go:19 +0x2f
`;

describe('readGoroutineText', () => {
  test.each([
    [{ lines: 10 }, 'more than the 10 lines'],
    [{ lineLength: 51 }, 'a line is longer than the 51 letters allowed (line 5)'],
    [{ goroutines: 2 }, 'more than the 2 goroutines'],
  ])('refuses text beyond the limit %j before it reads any', (limits, says) => {
    expect(() => readGoroutineText(text, limits)).toThrow(ProfileError);
    expect(() => readGoroutineText(text, limits)).toThrow(says);
  });

  test('reads ids, states without minutes, stacks without arguments, and who started each', () => {
    expect(readGoroutineText(text)).toEqual([
      {
        id: 'g1',
        state: 'chan receive',
        stack: [{ function: 'main.main', file: '/src/main.go', line: 12 }],
        createdBy: undefined,
      },
      {
        id: 'g34',
        state: 'IO wait',
        stack: [
          { function: 'internal/poll.runtime_pollWait', file: '/go/src/runtime/netpoll.go', line: 351 },
          { function: 'main.(*Server[...]).read', file: '/src/server.go', line: 40 },
        ],
        createdBy: { function: 'main.(*Server[...]).serve', file: '/src/server.go', line: 31 },
      },
      {
        id: 'g35',
        state: 'select (no cases)',
        stack: [{ function: 'main.wait.func1', file: '/src/main.go', line: 20 }],
        createdBy: { function: 'main.wait', file: '/src/main.go', line: 19 },
      },
    ]);
  });

  test('takes bytes as it takes text', () => {
    expect(readGoroutineText(Buffer.from(text))).toEqual(readGoroutineText(text));
  });

  test.each([
    ['<html>', 'line 1'],
    ['', 'line 1'],
    ['goroutine profile: total 3\n', 'line 1'],
    [`${text}\nnonsense\n`, `line ${text.split('\n').length + 1}`],
  ])('refuses %j naming %s', (input, field) => {
    expect(() => readGoroutineText(input)).toThrow(ProfileError);
    expect(() => readGoroutineText(input)).toThrow(expect.objectContaining({ field }));
  });

  test.each([
    ['servedBytes', 10],
    ['goroutines', 2],
  ])('stops at the limit of %s', (limit, most) => {
    expect(() => readGoroutineText(text, { [limit]: most })).toThrow(/allowed/);
  });
});
