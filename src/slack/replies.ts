import { IncidentStandsError, UnknownIncidentError } from '../check/incident-errors.ts';
import { UnreadableIncidentsError } from '../check/incident-store.ts';
import type { Message } from '../check/poster.ts';
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
} from '../check/request-errors.ts';
import { WindowError } from '../check/window.ts';
import { escapeMrkdwn, mention, mrkdwnCode, slackDate } from '../report/escape-mrkdwn.ts';
import { byWhom } from '../report/thread/escalated-line.ts';
import { accessReply } from './access-replies.ts';
import { digestReply } from './digest-reply.ts';
import { incidentStands } from './incident-stands.ts';
import { outageReply } from './outage-reply.ts';
import { replyMessage } from './reply-message.ts';

/**
 * What a person reads when something did not work: what happened and the next step. The one place where errors become
 * words; an error that is not known here is a fault of leakcheck, and is said to be one.
 */
export function failureReply(error: unknown): Message {
  return expectedReply(error) ?? unexpected;
}

/** Whether the error is one of the answers that people are meant to get. */
export function isExpected(error: unknown): boolean {
  return expectedReply(error) !== undefined;
}

const unexpected = replyMessage(
  'Something went wrong inside leakcheck; the log has the details.',
  'try again; if it stays so, tell the operators of leakcheck what you typed or pressed, and when.',
);

function expectedReply(error: unknown): Message | undefined {
  return (
    accessReply(error) ?? requestReply(error) ?? stateReply(error) ?? digestReply(error) ?? outageReply(error)
  );
}

const mostChannels = 40;

function requestReply(error: unknown): Message | undefined {
  if (error instanceof UnknownServiceError) {
    return unknownService(error);
  }
  if (error instanceof WindowError) {
    return replyMessage(
      `${escapeMrkdwn(error.message, 300)}`,
      'ask again with a window, or without one for the service’s default.',
    );
  }
  if (error instanceof ChannelNotAllowedError) {
    const more = error.channels.length - mostChannels;
    const named = error.channels.slice(0, mostChannels).map(channelName);
    const channels = [...named, ...(more > 0 ? [`${more} more in the services file`] : [])].join(', ');
    return replyMessage(
      `*${escapeMrkdwn(error.service, 80)}* may not be checked from this channel.`,
      channels === '' ? 'the services file allows it in no channel.' : `ask in ${channels}.`,
    );
  }
  if (error instanceof AlreadyRunningError) {
    return alreadyRunning(error);
  }
  if (error instanceof NotInChannelError && error.isDirect) {
    return replyMessage(
      'I am not in this conversation, and nobody can be invited into a direct message, so nothing was queued.',
      'ask in a channel that leakcheck is in.',
    );
  }
  if (error instanceof NotInChannelError) {
    return replyMessage(
      `I am not in ${error.channel === undefined ? 'this channel' : channelName(error.channel)}, so nothing was queued.`,
      `type \`/invite @leakcheck\`${error.channel === undefined ? '' : ' there'}, then ask again.`,
    );
  }
  if (error instanceof NotAMemberError) {
    return replyMessage(
      `You are not in ${channelName(error.channel)}, so nothing was queued.`,
      'choose a channel that you are in, or join it first.',
    );
  }
  return undefined;
}

function stateReply(error: unknown): Message | undefined {
  if (error instanceof UnknownCheckError) {
    return replyMessage(
      `No check ${mrkdwnCode(error.id, 40)} is known: the id is mistyped, or the check is too old.`,
      '`/leakcheck status` shows the running checks, `/leakcheck history` the last ones.',
    );
  }
  if (error instanceof CheckOverError) {
    const state = error.state === 'done' ? 'has its verdict' : `was ${error.state} before`;
    return replyMessage(
      `Nothing to cancel: check ${mrkdwnCode(error.id, 40)} ${state}.`,
      '`/leakcheck status` shows what is running.',
    );
  }
  if (error instanceof AlreadyPressedError) {
    return alreadyPressed(error);
  }
  if (error instanceof AlreadyEscalatedError) {
    return alreadyEscalated(error);
  }
  if (error instanceof LeaksOverError) {
    return leaksOver(error);
  }
  if (error instanceof UnreadableIncidentsError) {
    return replyMessage(
      'What is known of the leaks of this service cannot be read from Redis, so nothing was changed: another version of leakcheck, or somebody else, wrote there.',
      'have who runs leakcheck look at the log and give the bot and every worker the same version. Re-run, Escalate and `/leakcheck` go on working meanwhile.',
    );
  }
  if (error instanceof IncidentStandsError) {
    return incidentStands(error);
  }
  if (error instanceof UnknownIncidentError) {
    return replyMessage(
      `Nothing is known of this leak of *${escapeMrkdwn(error.service, 80)}* any more: it was not seen for months, or leakcheck lost its Redis.`,
      `check again with ${mrkdwnCode(`/leakcheck ${error.service}`, 120)}; what is found then has new buttons.`,
    );
  }
  if (error instanceof NoOwnerError) {
    return replyMessage(
      `Nobody was told: *${escapeMrkdwn(error.service, 80)}* has no owner.`,
      `give it an \`owner\` (a user group, a channel, or both) in the services file, or tell its people yourself.`,
    );
  }
  if (error instanceof EscalationFailedError) {
    const problems = error.problems.map((problem) => `• ${escapeMrkdwn(problem, 300)}`);
    return replyMessage(
      [`Nobody could be told about *${escapeMrkdwn(error.service, 80)}*:`, ...problems].join('\n'),
      'press *Escalate* again in a minute, or tell its people yourself.',
    );
  }
  return undefined;
}

function unknownService({ service, closest, known }: UnknownServiceError): Message {
  const text = `No service is named “${escapeMrkdwn(service, 80)}”.`;
  if (closest !== undefined) {
    return replyMessage(
      `${text} Did you mean ${mrkdwnCode(closest, 80)}?`,
      `type ${mrkdwnCode(`/leakcheck ${closest}`, 100)}; \`/leakcheck list\` shows all services.`,
    );
  }
  const names = known.slice(0, 10).map((name) => mrkdwnCode(name, 80));
  const more = known.length > 10 ? ' and more' : '';
  return replyMessage(
    names.length === 0
      ? `${text} The services file names none.`
      : `${text} Known: ${names.join(', ')}${more}.`,
    '`/leakcheck list` shows the services; who runs leakcheck adds others to the services file.',
  );
}

function alreadyRunning({ service, running }: AlreadyRunningError): Message {
  const forDigest = running?.isForDigest === true ? ' for a digest' : '';
  const text = `*${escapeMrkdwn(service, 80)}* is being checked over this window already${forDigest}, so nothing was queued.`;
  const cancel =
    running === undefined ? '' : `, or cancel it: ${mrkdwnCode(`/leakcheck cancel ${running.id}`)}`;
  const where =
    running?.permalink === undefined
      ? 'wait for it to end'
      : `<${running.permalink}|watch the running check>`;
  return replyMessage(text, `${where}${cancel}, or ask for another window.`);
}

function alreadyPressed({ first, button }: AlreadyPressedError): Message {
  const done = button === 'leakcheck.escalate' ? 'escalated' : 'pressed';
  return first === undefined
    ? replyMessage('Somebody pressed this a moment ago, and it is being done.', 'look at the thread.')
    : replyMessage(
        `Already ${done} by ${mention(first.by)}, ${slackDate(first.atMs)}.`,
        'look at the thread; `/leakcheck status` shows what is running.',
      );
}

function alreadyEscalated({ service, leaks }: AlreadyEscalatedError): Message {
  const [last] = [...leaks].sort((a, b) => b.atMs - a.atMs);
  const when = last === undefined ? '' : ` ${byWhom(last.by)}, ${slackDate(last.atMs)}`;
  return replyMessage(
    `Already escalated${when}: nobody was told again of what leaks in *${escapeMrkdwn(service, 80)}*.`,
    'look at the thread; a leak that is back after it was resolved can be escalated anew.',
  );
}

function leaksOver({ service, leaks }: LeaksOverError): Message {
  const silenced = leaks.filter(({ status }) => status.is === 'silenced').length;
  const states = [
    ...(silenced < leaks.length ? ['resolved'] : []),
    ...(silenced > 0 ? ['said to be no leak'] : []),
  ].join(' or ');
  const undo = silenced > 0 ? '*Undo “Not a leak”* brings back what is one; ' : '';
  return replyMessage(
    `Nobody was told: what this check found in *${escapeMrkdwn(service, 80)}* is ${states} since.`,
    `${undo}*Re-run* shows whether it leaks now, and what is found then can be escalated.`,
  );
}

function channelName(id: string): string {
  return /^[CGD][A-Z0-9]+$/.test(id) ? `<#${id}>` : escapeMrkdwn(id, 80);
}
