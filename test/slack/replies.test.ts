import { describe, expect, it } from 'vitest';
import { failureReply, isExpected } from '../../src/slack/replies.ts';
import { textOf } from '../check/memory-ports.ts';
import { failures } from './failures.ts';

describe('failureReply', () => {
  it.each(failures)('answers %s with a next step and mentions nobody', (_what, error, words) => {
    const reply = textOf(failureReply(error));
    expect(reply).toContain(words);
    expect(reply).toContain('Next step: ');
    expect(reply).not.toMatch(/<!(channel|here|everyone)/);
    expect(isExpected(error)).toBe(true);
  });

  it('says of anything else that leakcheck is to blame, and shows none of it', () => {
    const error = new Error('xoxb-secret at /home/x');
    expect(isExpected(error)).toBe(false);
    expect(textOf(failureReply(error))).not.toContain('secret');
  });
});
