import { describe, expect, it } from 'vitest';
import { PostError } from '../../src/check/poster.ts';
import { UsageError } from '../../src/cli/command.ts';
import { explainFailure } from '../../src/cli/explain-failure.ts';
import { ProfileError } from '../../src/profile/profile-error.ts';

const running = new AbortController().signal;

function replyError(message: string): Error {
  const command = { name: 'auth', args: ['default', 'hunter2'] };
  return Object.assign(new Error(message), { name: 'ReplyError', command });
}

describe('explainFailure', () => {
  it.each([
    { error: new UsageError('check takes a service'), says: 'check takes a service' },
    {
      error: new ProfileError('base was taken after head', {}),
      says: 'cannot be compared: base was taken after head',
    },
    {
      error: new PostError({ kind: 'refused', code: 'invalid_auth', message: 'Slack refuses the token.' }),
      says: 'leakcheck doctor',
    },
    { error: replyError('WRONGPASS invalid username-password pair'), says: 'Redis refused: WRONGPASS' },
  ])('says "$says" without a stack', ({ error, says }) => {
    expect(explainFailure(error, running)).toContain(says);
    expect(explainFailure(error, running)).not.toMatch(/\n\s+at /);
  });

  it('shows no password of a refused Redis command', () => {
    expect(explainFailure(replyError('WRONGPASS'), running)).not.toContain('hunter2');
  });

  it('says that it was stopped, whatever that broke', () => {
    expect(explainFailure(new Error('socket closed'), AbortSignal.abort(new Error('interrupted')))).toBe(
      'stopped: interrupted',
    );
  });
});
