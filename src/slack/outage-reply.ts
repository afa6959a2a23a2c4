import { QueueUnavailableError } from '../check/check-queue.ts';
import { StoreUnavailableError } from '../check/check-store.ts';
import { type Message, PostError } from '../check/poster.ts';
import { isNotInstalled, isTokenRefused } from '../check/workspaces/token-refused.ts';
import { mrkdwnCode } from '../report/escape-mrkdwn.ts';
import { replyMessage } from './reply-message.ts';

/** What a person reads when Slack or Redis does not do its part; undefined for every other error. */
export function outageReply(error: unknown): Message | undefined {
  if (error instanceof QueueUnavailableError || error instanceof StoreUnavailableError) {
    return replyMessage(
      'The queue of leakcheck cannot be reached, so nothing was queued and nothing changed.',
      'try again in a minute; if it stays so, the operators of leakcheck should look at Redis.',
    );
  }
  if (!(error instanceof PostError)) {
    return undefined;
  }
  switch (error.kind) {
    case 'limited':
      return replyMessage(
        'Slack asks leakcheck to slow down, so nothing was started.',
        'try again in a minute.',
      );
    case 'lost':
    case 'unreachable':
      return replyMessage(
        'Slack did not answer leakcheck, so nothing was started.',
        'try again in a minute.',
      );
    case 'refused':
      if (isTokenRefused(error)) return tokenRefused(error);
      if (isNotInstalled(error)) return notInstalledHere;
      return replyMessage(
        `Slack refused to take leakcheck’s message (${mrkdwnCode(error.code ?? 'no reason given', 60)}), so nothing was started.`,
        'if this channel is archived or restricts who may post, ask in another one.',
      );
  }
}

const notInstalledHere = replyMessage(
  'leakcheck is not installed in this workspace (any more), so nothing was started.',
  'have who runs leakcheck install it here: its address, with `/slack/install` behind it, does that.',
);

function tokenRefused({ code }: PostError): Message {
  return replyMessage(
    `Slack does not take leakcheck’s token any more (${mrkdwnCode(code ?? '', 60)}), so nothing was started.`,
    'who runs leakcheck installs the app again and gives it the new token; `leakcheck doctor` says what is wrong.',
  );
}
