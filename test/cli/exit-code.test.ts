import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/cli/command.ts';
import { exitCodeOf, parseFailOn } from '../../src/cli/exit-code.ts';

describe('exitCodeOf', () => {
  it.each([
    { verdict: 'leak', failOn: 'leak', code: 1 },
    { verdict: 'leak', failOn: 'suspect', code: 1 },
    { verdict: 'leak', failOn: 'never', code: 0 },
    { verdict: 'suspect', failOn: 'leak', code: 0 },
    { verdict: 'suspect', failOn: 'suspect', code: 1 },
    { verdict: 'healthy', failOn: 'suspect', code: 0 },
    { verdict: 'inconclusive', failOn: 'never', code: 2 },
    { verdict: 'inconclusive', failOn: 'leak', code: 2 },
  ] as const)('is $code for $verdict with --fail-on $failOn', ({ verdict, failOn, code }) => {
    expect(exitCodeOf({ verdict }, failOn)).toBe(code);
  });
});

describe('parseFailOn', () => {
  it('lists what is allowed when it is given something else', () => {
    expect(() => parseFailOn('warning')).toThrow(UsageError);
    expect(() => parseFailOn('warning')).toThrow('leak, suspect, never');
  });

  it('fails on a leak unless told otherwise', () => {
    expect(parseFailOn(undefined)).toBe('leak');
  });
});
