import type { WebClient } from '@slack/web-api';
import { homeChannel, homeServices } from '../../check/home/home-services.ts';
import type { Message } from '../../check/poster.ts';
import type { RightsDeps } from '../../check/rights.ts';
import type { Service } from '../../check/service.ts';
import { helpReply } from '../commands/help-reply.ts';
import { ownRights } from '../commands/own-rights.ts';
import type { Asker, ListenerDeps } from '../listener-deps.ts';
import { replyMessage } from '../reply-message.ts';
import type { Shown } from './answering-in-modal.ts';
import type { CheckContext } from './check-context.ts';
import { checkModal } from './check-modal.ts';

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
  const services = await checkableServices(deps, asker);
  const view = checkModal({ services, context: { from: 'command', channel: asker.channel } });
  if (view === undefined) return helpReply(deps, asker);
  try {
    await client.views.open({ trigger_id: triggerId, view });
    return undefined;
  } catch (err) {
    deps.logger.error({ err }, 'the modal could not be opened');
    return helpReply(deps, asker);
  }
}

/** The same modal to fill an open one with; an answer with the next step where there is nothing to choose, or too much. */
export async function checkModalOrWhy(
  deps: RightsDeps,
  asker: Asker,
  ask: { readonly context: CheckContext; readonly preselected?: string | undefined; readonly why?: string },
): Promise<Shown> {
  const services = await checkableServices(deps, asker);
  const view = checkModal({ ...ask, services });
  if (view !== undefined) return view;
  return services.length > 0
    ? replyMessage(
        'There are too many services to choose from.',
        'name the one that you mean: `/leakcheck &lt;service&gt; [window]`.',
      )
    : replyMessage(
        asker.channel === homeChannel
          ? 'No service is open to your checks.'
          : 'You may check no service in this channel.',
        'ask in the channel of the service, or have who runs leakcheck name you under `permissions` in the services file.',
      );
}

/** What the person may check where they are; from Home also what they may check in some channel. */
async function checkableServices(deps: RightsDeps, { user, channel }: Asker): Promise<readonly Service[]> {
  if (channel === homeChannel) {
    const { services } = await homeServices(deps, user);
    return services
      .filter(({ rights }) => rights.some(({ action }) => action === 'check'))
      .map(({ service }) => service);
  }
  const all = await ownRights(deps, { user, channel });
  return all
    .filter(({ service: { channels }, may }) => {
      return may.includes('check') && (channels === undefined || channels.includes(channel));
    })
    .map(({ service }) => service);
}
