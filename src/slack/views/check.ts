import type { App } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { isFirstDelivery } from '../../check/first-delivery.ts';
import type { Message } from '../../check/poster.ts';
import { requestCheck } from '../../check/request-check.ts';
import { parseWindow, WindowError } from '../../check/window.ts';
import { answering } from '../answering.ts';
import { audited } from '../audited.ts';
import { helpReply } from '../commands/help-reply.ts';
import { ownRights } from '../commands/own-rights.ts';
import type { Asker, DepsIn, ListenerDeps } from '../listener-deps.ts';
import {
  checkCallbackId,
  checkModal,
  serviceActionId,
  serviceBlockId,
  windowActionId,
  windowBlockId,
} from './check-modal.ts';
import { Submission } from './submission.ts';

const Chosen = z.object({ selected_option: z.object({ value: z.string() }) });
const Typed = z.object({ value: z.string().max(20).nullish() });

/**
 * Opens the modal that asks what to check, for whoever typed no more than the command. Answers the help instead where there is
 * nothing to choose, too much, or Slack does not open it.
 */
export async function offerCheck(
  deps: ListenerDeps,
  client: Pick<WebClient, 'views'>,
  asked: { readonly asker: Asker; readonly triggerId: string },
): Promise<Message | undefined> {
  const { asker, triggerId } = asked;
  const all = await ownRights(deps, asker);
  const open = all.filter(({ service: { channels }, may }) => {
    return may.includes('check') && (channels === undefined || channels.includes(asker.channel));
  });
  const view = checkModal(
    open.map(({ service }) => service),
    asker.channel,
  );
  if (view === undefined) return helpReply(deps, asker);
  try {
    await client.views.open({ trigger_id: triggerId, view });
    return undefined;
  } catch (err) {
    deps.logger.error({ err }, 'the modal could not be opened');
    return helpReply(deps, asker);
  }
}

/** The modal was confirmed: the check starts in the channel in which the command was typed. */
export function listenToCheckView(app: App, depsIn: DepsIn): void {
  app.view(checkCallbackId, async ({ ack, body, context }) => {
    const deps = depsIn(context);
    const { user, view } = Submission.parse(body);
    const { values } = view.state;
    const service = Chosen.parse(values[serviceBlockId]?.[serviceActionId]).selected_option.value;
    const window = (Typed.parse(values[windowBlockId]?.[windowActionId] ?? {}).value ?? '').trim();
    const problem = window === '' ? undefined : windowProblem(window);
    if (problem !== undefined) {
      await ack({ response_action: 'errors', errors: { [windowBlockId]: problem } });
      return;
    }
    await ack();
    if (!(await isFirstDelivery(deps, `view:${view.id}`))) return;
    const asker = { user: user.id, channel: view.private_metadata, threadTs: undefined };
    const deed = { what: 'check', via: 'modal', service } as const;
    await answering(deps, asker, undefined, () =>
      audited(deps, { asker, deed }, async (learn) => {
        const check = await requestCheck(deps, {
          service,
          window: window === '' ? undefined : window,
          requestedBy: asker.user,
          channel: asker.channel,
          threadTs: undefined,
        });
        learn({ check: check.id });
        return undefined;
      }),
    );
  });
}

function windowProblem(text: string): string | undefined {
  try {
    parseWindow(text);
    return undefined;
  } catch (error) {
    if (error instanceof WindowError) return error.message;
    throw error;
  }
}
