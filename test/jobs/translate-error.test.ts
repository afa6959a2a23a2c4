import { describe, expect, it } from 'vitest';
import { CheckCancelledError, ShuttingDownError } from '../../jobs/running-jobs.ts';
import { type Decision, translateError } from '../../jobs/translate-error.ts';
import { ReportMissingError } from '../../src/check/conclude-check.ts';
import { PostError } from '../../src/check/poster.ts';

describe('what becomes of a job that threw', () => {
  it.each<[string, unknown, Decision]>([
    ['a cancelled check ends it', new CheckCancelledError('cancelled'), { kind: 'end' }],
    ['a shutdown hands it back at once', new ShuttingDownError('bye'), { kind: 'later', afterMs: 0 }],
    ['a report that is gone fails it', new ReportMissingError('gone'), { kind: 'fail' }],
    [
      'a refusal fails it',
      new PostError({ kind: 'refused', message: 'no', code: 'is_archived' }),
      { kind: 'fail' },
    ],
    ['a lost answer is tried again', new PostError({ kind: 'lost', message: 'reset' }), { kind: 'retry' }],
    [
      'an unreachable Slack is tried again',
      new PostError({ kind: 'unreachable', message: 'dns' }),
      { kind: 'retry' },
    ],
    [
      'a limit is waited for',
      new PostError({ kind: 'limited', message: 'slow down', retryAfterMs: 30_000 }),
      { kind: 'later', afterMs: 30_000 },
    ],
    [
      'a limit without a time waits a second',
      new PostError({ kind: 'limited', message: 'slow' }),
      {
        kind: 'later',
        afterMs: 1_000,
      },
    ],
    [
      'a limit of a day is looked at sooner',
      new PostError({ kind: 'limited', message: 'slow', retryAfterMs: 86_400_000 }),
      { kind: 'later', afterMs: 600_000 },
    ],
    ['anything else is tried again', new Error('what?'), { kind: 'retry' }],
    ['even what is no error', 'what?', { kind: 'retry' }],
  ])('%s', (_title, error, decision) => {
    expect(translateError(error)).toEqual(decision);
  });
});
