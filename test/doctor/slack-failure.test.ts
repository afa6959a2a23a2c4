import { describe, expect, it } from 'vitest';
import { PostError } from '../../src/check/poster.ts';
import { slackFailure } from '../../src/doctor/slack-failure.ts';

const token = { name: 'Slack app token', variable: 'SLACK_APP_TOKEN', page: 'Basic Information' };

describe('a token that Slack does not take', () => {
  it.each<[string, 'warn' | 'fail', ConstructorParameters<typeof PostError>[0], RegExp]>([
    ['because it is wrong', 'fail', refused('invalid_auth'), /Copy the token of Basic Information/],
    ['because it was revoked', 'fail', refused('token_revoked'), /Install the app again/],
    ['because it lacks a scope', 'fail', refused('missing_scope'), /scope/],
    ['because it is of another kind', 'fail', refused('not_allowed_token_type'), /Another kind/],
    ['because the network ends before Slack', 'fail', { kind: 'unreachable', message: '' }, /proxy/],
    ['because no answer came', 'fail', { kind: 'lost', message: '' }, /slack-status/],
    ['for now', 'warn', { kind: 'limited', message: '' }, /in a minute/],
  ])('%s is a %s with its next step', (_title, state, failure, nextStep) => {
    expect(slackFailure(token, new PostError(failure))).toMatchObject({
      name: 'Slack app token',
      state,
      nextStep: expect.stringMatching(nextStep),
    });
  });

  it('is told with the code of Slack', () => {
    expect(slackFailure(token, new PostError(refused('invalid_auth'))).says).toContain('invalid_auth');
  });
});

function refused(code: string) {
  return { kind: 'refused' as const, code, message: 'no' };
}
