import type { App } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { isFirstDelivery } from '../../check/first-delivery.ts';
import { requestCheck } from '../../check/request-check.ts';
import { escapeMrkdwn, mrkdwnCode } from '../../report/escape-mrkdwn.ts';
import { answering, type Respond } from '../answering.ts';
import { audited } from '../audited.ts';
import type { DepsIn, ListenerDeps } from '../listener-deps.ts';
import { replyMessage } from '../reply-message.ts';
import { startedReply } from '../started-reply.ts';
import { answeringInNewModal } from '../views/answering-in-modal.ts';
import { checkTitle } from '../views/check-modal.ts';
import { checkModalOrWhy } from '../views/offer-check.ts';
import { type Guess, guessService } from './guess-service.ts';
import { messageText } from './message-text.ts';
import { type PickedMessage, readMessageAction } from './shortcut-body.ts';

/**
 * **Check for leaks** on a message: checks the service that the message plainly names, over its usual window, and answers in the
 * message's thread. Where it names several or none, a modal asks.
 */
export function listenToCheckMessage(app: App, depsIn: DepsIn): void {
  const shortcut = { callback_id: 'leakcheck.check_message', type: 'message_action' } as const;
  app.shortcut(shortcut, async ({ ack, body, client, respond, context }) => {
    await ack();
    const deps = depsIn(context);
    const picked = readMessageAction(body);
    if (!(await isFirstDelivery(deps, picked.triggerId))) return;
    const guess = guessService(messageText(picked.message), deps.services);
    if (guess.kind === 'clear') await check(deps, picked, { guess, respond });
    else await ask(deps, client, { picked, guess, respond });
  });
}

async function check(
  deps: ListenerDeps,
  { asker }: PickedMessage,
  { guess, respond }: { readonly guess: Guess & { readonly kind: 'clear' }; readonly respond: Respond },
): Promise<void> {
  const { service, clue } = guess;
  const { user: requestedBy, channel, threadTs } = asker;
  const deed = { what: 'check', via: 'shortcut', service } as const;
  await answering(deps, asker, respond, () =>
    audited(deps, { asker, deed }, async (learn) => {
      const started = await requestCheck(deps, {
        service,
        window: undefined,
        requestedBy,
        channel,
        threadTs,
      });
      learn({ check: started.id });
      return startedReply(deps, started, `because the message says ${mrkdwnCode(clue, 120)}`);
    }),
  );
}

async function ask(
  deps: ListenerDeps,
  client: Pick<WebClient, 'views'>,
  {
    picked: { asker, triggerId },
    guess,
    respond,
  }: { readonly picked: PickedMessage; readonly guess: Guess; readonly respond: Respond },
): Promise<void> {
  const { channel, threadTs } = asker;
  const deed = { what: 'open_check', via: 'shortcut' } as const;
  const modal = { title: checkTitle, triggerId, asker, deed };
  const why = whyAsked(guess);
  const isOpen = await answeringInNewModal(deps, client, modal, () =>
    checkModalOrWhy(deps, asker, {
      context: { from: 'message', channel, threadTs },
      preselected: likeliest(guess),
      why,
    }),
  );
  if (isOpen) return;
  await answering(deps, asker, respond, async () =>
    replyMessage(
      `${why} But the window that asks could not be opened.`,
      'use the shortcut again, or write `@leakcheck &lt;service&gt;` in the thread of the message.',
    ),
  );
}

function likeliest(guess: Guess): string | undefined {
  if (guess.kind === 'several') return guess.services[0];
  return guess.kind === 'none' ? undefined : guess.service;
}

const mostNamed = 5;

function whyAsked(guess: Guess): string {
  switch (guess.kind) {
    case 'several': {
      const named = guess.services.slice(0, mostNamed).map((name) => `*${escapeMrkdwn(name, 80)}*`);
      const more = guess.services.length - named.length;
      return `The message names ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}: which one is meant?`;
    }
    case 'none':
      return 'The message names no service that leakcheck knows: which one is meant?';
    default:
      return `The message has ${mrkdwnCode(guess.clue, 80)} in an address or a file name only: is *${escapeMrkdwn(guess.service, 80)}* meant?`;
  }
}
