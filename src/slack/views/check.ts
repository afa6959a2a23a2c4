import type { App } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Check } from '../../check/check.ts';
import { isFirstDelivery } from '../../check/first-delivery.ts';
import { homeChannel } from '../../check/home/home-services.ts';
import type { Message } from '../../check/poster.ts';
import { requestCheck } from '../../check/request-check.ts';
import { requestCheckIn } from '../../check/request-check-in.ts';
import { parseWindow, WindowError } from '../../check/window.ts';
import { answering, type Respond } from '../answering.ts';
import { audited } from '../audited.ts';
import { publishHome } from '../home/publish-home.ts';
import type { Asker, DepsIn, ListenerDeps } from '../listener-deps.ts';
import { startedReply } from '../started-reply.ts';
import { answeringInModal, waitingModal } from './answering-in-modal.ts';
import { CheckContext } from './check-context.ts';
import {
  channelActionId,
  channelBlockId,
  checkCallbackId,
  checkTitle,
  serviceActionId,
  serviceBlockId,
  windowActionId,
  windowBlockId,
} from './check-modal.ts';
import { messageModal } from './message-modal.ts';
import { Submission } from './submission.ts';

const Chosen = z.object({ selected_option: z.object({ value: z.string() }) });
const Typed = z.object({ value: z.string().max(20).nullish() });
const ChosenChannel = z.object({ selected_conversation: z.string().regex(/^[CG][A-Z0-9]{2,20}$/) });

/** What was entered, and where it was asked. */
type Asked = {
  readonly user: string;
  readonly service: string;
  readonly window: string | undefined;
  readonly context: CheckContext;
  /** Undefined unless the modal asked for it. */
  readonly channel: string | undefined;
};

/**
 * The modal was confirmed. Asked for by command, the check starts before the eyes of who typed it, and the modal closes; asked for from
 * elsewhere, the modal says where it runs, or why it does not.
 */
export function listenToCheckView(app: App, depsIn: DepsIn): void {
  app.view(checkCallbackId, async ({ ack, body, client, context: { teamId } }) => {
    const deps = depsIn({ teamId });
    const { user, view, trigger_id: triggerId } = Submission.parse(body);
    const { values } = view.state;
    const window = (Typed.parse(values[windowBlockId]?.[windowActionId] ?? {}).value ?? '').trim();
    const channel = values[channelBlockId]?.[channelActionId];
    const place = channel === undefined ? undefined : ChosenChannel.safeParse(channel);
    const errors = {
      ...(window === '' ? {} : windowProblem(window)),
      ...(place?.success === false
        ? { [channelBlockId]: 'Choose a channel: direct messages have no room for leakcheck.' }
        : {}),
    };
    if (Object.keys(errors).length > 0) {
      await ack({ response_action: 'errors', errors });
      return;
    }
    const context = CheckContext.parse(JSON.parse(view.private_metadata));
    if (context.from === 'command') await ack();
    else await ack({ response_action: 'update', view: waitingModal(checkTitle) });
    if (!(await isFirstDelivery(deps, `view:${view.id}`))) return;
    const asked: Asked = {
      user: user.id,
      service: Chosen.parse(values[serviceBlockId]?.[serviceActionId]).selected_option.value,
      window: window === '' ? undefined : window,
      context,
      channel: place?.data?.selected_conversation,
    };
    await start(deps, client, { viewId: view.id, triggerId, asked });
  });
}

async function start(
  deps: ListenerDeps,
  client: Pick<WebClient, 'views'>,
  {
    viewId,
    triggerId,
    asked,
  }: { readonly viewId: string; readonly triggerId: string; readonly asked: Asked },
): Promise<void> {
  const { context } = asked;
  const asker = askerOf(asked);
  if (context.from === 'command') {
    // The bot may not be in that channel: where it can, the answer takes the place of the modal.
    const inModal: Respond = (message) =>
      client.views.open({ trigger_id: triggerId, view: messageModal(checkTitle, message) });
    await answering(deps, asker, inModal, async () => {
      await request(deps, asker, asked);
      return undefined;
    });
    return;
  }
  const modal = { title: checkTitle, viewId, asker };
  await answeringInModal(deps, client, modal, () => started(deps, asker, asked));
  if (context.from === 'home') await publishHome(deps, client, { user: asker.user, page: context.page });
}

async function started(deps: ListenerDeps, asker: Asker, asked: Asked): Promise<Message> {
  return startedReply(deps, await request(deps, asker, asked));
}

function request(deps: ListenerDeps, asker: Asker, { service, window, context }: Asked): Promise<Check> {
  const deed = { what: 'check', via: 'modal', service } as const;
  const { user: requestedBy, channel, threadTs } = asker;
  const question = { service, window, requestedBy, channel, threadTs };
  return audited(deps, { asker, deed }, async (learn) => {
    const check =
      context.from === 'home' || context.from === 'shortcut'
        ? await requestCheckIn(deps, { ...question, where: context.from === 'home' ? 'Home' : 'a shortcut' })
        : await requestCheck(deps, question);
    learn({ check: check.id });
    return check;
  });
}

function askerOf({ user, context, channel }: Asked): Asker {
  switch (context.from) {
    case 'command':
      return { user, channel: context.channel, threadTs: undefined };
    case 'message':
      return { user, channel: context.channel, threadTs: context.threadTs };
    default:
      return { user, channel: channel ?? homeChannel, threadTs: undefined };
  }
}

function windowProblem(text: string): Readonly<Record<string, string>> {
  try {
    parseWindow(text);
    return {};
  } catch (error) {
    if (error instanceof WindowError) return { [windowBlockId]: error.message };
    throw error;
  }
}
