import { CheckLimitError, NotAdminError, NotAllowedError } from '../../src/check/access-errors.ts';
import { QueueUnavailableError } from '../../src/check/check-queue.ts';
import { StoreUnavailableError } from '../../src/check/check-store.ts';
import {
  DigestInFileError,
  DigestTakenError,
  TooManyDigestsError,
  UnknownDigestError,
} from '../../src/check/digests/digest-errors.ts';
import { IncidentStandsError, UnknownIncidentError } from '../../src/check/incident-errors.ts';
import { UnreadableIncidentsError } from '../../src/check/incident-store.ts';
import {
  AlreadyEscalatedError,
  AlreadyPressedError,
  AlreadyRunningError,
  ChannelNotAllowedError,
  CheckOverError,
  EscalationFailedError,
  LeaksOverError,
  NoOwnerError,
  NotAMemberError,
  NotInChannelError,
  UnknownCheckError,
  UnknownServiceError,
} from '../../src/check/request-errors.ts';
import { WindowError } from '../../src/check/window.ts';
import { notInstalled } from '../../src/check/workspaces/token-refused.ts';
import { postError, refused } from '../check/memory-ports.ts';

const hostile = '<!channel>`*x*`';

/** Every failure that people are answered, with words of its answer. */
export const failures: readonly (readonly [string, Error, string])[] = [
  [
    'a misspelt service',
    new UnknownServiceError('paymnets', { closest: 'payments', known: ['payments'] }),
    'Did you mean `payments`?',
  ],
  [
    'an unknown service',
    new UnknownServiceError(hostile, { closest: undefined, known: ['payments', 'orders'] }),
    'Known: `payments`, `orders`',
  ],
  ['no service at all', new UnknownServiceError(hostile, { closest: undefined, known: [] }), 'names none'],
  ['a bad window', new WindowError(hostile, 'is not a length of time'), '10s to 24h'],
  ['a channel that is not allowed', new ChannelNotAllowedError('orders', ['C0ORD']), 'ask in <#C0ORD>'],
  [
    'a running check',
    new AlreadyRunningError('payments', { id: 'abc23456', permalink: 'https://slack.example/p1' }),
    '<https://slack.example/p1|watch the running check>',
  ],
  ['a running check without a thread', new AlreadyRunningError('payments', undefined), 'wait for it to end'],
  ['a channel without the bot', new NotInChannelError(), '`/invite @leakcheck`'],
  [
    'another channel without the bot',
    new NotInChannelError('', { channel: 'C0ORD' }),
    'I am not in <#C0ORD>, so nothing was queued. Next step: type `/invite @leakcheck` there',
  ],
  [
    'a direct message without the bot',
    new NotInChannelError('', { isDirect: true }),
    'nobody can be invited into a direct message, so nothing was queued. Next step: ask in a channel',
  ],
  [
    'a channel without the person',
    new NotAMemberError('C0ORD', { cause: undefined }),
    'You are not in <#C0ORD>, so nothing was queued.',
  ],
  ['an unknown check', new UnknownCheckError(hostile), '/leakcheck status'],
  ['a check that is over', new CheckOverError('abc23456', 'done'), 'has its verdict'],
  ['a check that was cancelled', new CheckOverError('abc23456', 'cancelled'), 'was cancelled before'],
  [
    'a pressed button',
    new AlreadyPressedError('leakcheck.escalate', { by: 'U0ANN', atMs: 0 }),
    'Already escalated by <@U0ANN>',
  ],
  ['a button that is being pressed', new AlreadyPressedError('leakcheck.rerun', undefined), 'a moment ago'],
  ['a service without an owner', new NoOwnerError('payments'), 'services file'],
  [
    'an escalation that reached nobody',
    new EscalationFailedError('payments', [hostile], undefined),
    'tell its people yourself',
  ],
  [
    'a leak that was acknowledged',
    new IncidentStandsError('acknowledge', { is: 'acknowledged', by: 'U0ANN', atMs: 0 }),
    'acknowledged by <@U0ANN>',
  ],
  [
    'a leak that was silenced',
    new IncidentStandsError('snooze', { is: 'silenced', by: 'U0ANN', atMs: 0, reason: hostile }),
    'press *Undo “Not a leak”* first',
  ],
  [
    'a leak that was resolved by a person',
    new IncidentStandsError('resolve', { is: 'resolved', by: 'U0ANN', atMs: 0 }),
    'resolved by <@U0ANN>',
  ],
  [
    'a leak that checks did not find any more',
    new IncidentStandsError('snooze', { is: 'resolved', atMs: 0, checks: 3 }),
    'press *Acknowledge*, if it is there again',
  ],
  [
    'a leak that is not silenced any more',
    new IncidentStandsError('unsilence', { is: 'open' }),
    'not silenced any more',
  ],
  [
    'a leak that was escalated',
    new AlreadyEscalatedError(hostile, [{ atMs: 0, by: 'U0ANN' }]),
    'Already escalated by <@U0ANN>',
  ],
  ['a leak that escalated by itself', new AlreadyEscalatedError('payments', [{ atMs: 0 }]), 'by itself'],
  [
    'a check whose leaks are resolved',
    new LeaksOverError(hostile, [{ culprit: hostile, status: { is: 'resolved', atMs: 0 } }]),
    'is resolved since. Next step: *Re-run* shows',
  ],
  [
    'a check whose leaks are silenced',
    new LeaksOverError('payments', [
      { culprit: hostile, status: { is: 'silenced', by: 'U0ANN', atMs: 0, reason: hostile } },
    ]),
    'is said to be no leak since. Next step: *Undo “Not a leak”*',
  ],
  ['leaks that cannot be read', new UnreadableIncidentsError(hostile), 'cannot be read from Redis'],
  ['a digest’s name that is taken', new DigestTakenError(hostile), 'take another name'],
  ['an unknown digest', new UnknownDigestError(hostile, 'morning'), 'Did you mean `morning`?'],
  ['a digest of the services file', new DigestInFileError('morning'), 'takes it out there'],
  ['more digests than there may be', new TooManyDigestsError(100), 'There are 100 digests'],
  ['a leak that is forgotten', new UnknownIncidentError(hostile), 'Nothing is known of this leak'],
  [
    'a right that others have',
    new NotAllowedError({
      action: 'silence',
      service: hostile,
      who: { users: ['U0ANN'], userGroups: ['S0PAY'], channels: ['C0PAY'] },
      admins: { users: ['U0ADA'], userGroups: [], channels: [] },
      problems: [{ group: 'S0GONE', why: 'no-such-group', code: 'no_such_subteam' }],
    }),
    'Who may: <!subteam^S0PAY>, <@U0ANN>, anybody in <#C0PAY>; and the admins: <@U0ADA>',
  ],
  [
    'a right that more have than fit',
    new NotAllowedError({
      action: 'check',
      service: 'payments',
      who: { users: Array.from({ length: 64 }, (_, index) => `U${index}`), userGroups: [], channels: [] },
      admins: undefined,
      problems: [{ group: 'S0PAY', why: 'refused', code: hostile }],
    }),
    '<@U59>, 4 more in the services file.',
  ],
  [
    'what admins may do where there are none',
    new NotAdminError(undefined, []),
    'adds `admins: [U0123456789]`',
  ],
  [
    'a limit of a person',
    new CheckLimitError({
      of: 'person',
      service: hostile,
      limit: { checks: 10, windowMs: 600_000 },
      freeAtMs: 1_700_000_000_000,
    }),
    'ask again from <!date^1700000000^{time_secs}|2023-11-14 22:13 UTC> on',
  ],
  [
    'a limit of a service',
    new CheckLimitError({
      of: 'service',
      service: 'payments',
      limit: { checks: 1, windowMs: 3_600_000 },
      freeAtMs: 0,
    }),
    '1 check of *payments* was started within 1h',
  ],
  ['a token that was revoked', refused('token_revoked'), 'leakcheck doctor'],
  ['a workspace without leakcheck', notInstalled('T0ACME'), '/slack/install'],
  ['the queue', new QueueUnavailableError('down'), 'nothing was queued'],
  ['the store', new StoreUnavailableError('down'), 'nothing was queued'],
  ['a limit of Slack', postError('limited'), 'try again in a minute'],
  ['a lost answer', postError('lost'), 'try again in a minute'],
  ['a refusal', refused('restricted_action'), '`restricted_action`'],
];
