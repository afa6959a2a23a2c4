import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { homeChannel } from '../../check/home/home-services.ts';
import type { Logger } from '../../check/logger.ts';
import type { Message, Poster } from '../../check/poster.ts';
import { answerTo } from '../answering.ts';
import { type AuditDeps, audited, type Deed } from '../audited.ts';
import type { Asker } from '../listener-deps.ts';
import { replyMessage } from '../reply-message.ts';
import { messageModal } from './message-modal.ts';

type Client = Pick<WebClient, 'views'>;
type ModalDeps = { readonly poster: Pick<Poster, 'postEphemeral'>; readonly logger: Logger };

/** What a modal shows in the end: another modal, which may ask on, or an answer. */
export type Shown = ModalView | Message;

const waiting = replyMessage('One moment …');

/** Stands in a modal until its answer is there. */
export function waitingModal(title: string): ModalView {
  return messageModal(title, waiting);
}

/**
 * Opens a modal at once and fills it when the answer is there: Slack waits three seconds for a modal, but not for what it shows. A
 * failure of the work is an answer too, and what was done is written down. False where Slack did not open it: then nothing was done.
 */
export async function answeringInNewModal(
  deps: ModalDeps & AuditDeps,
  client: Client,
  modal: {
    readonly title: string;
    readonly triggerId: string;
    readonly asker: Asker;
    readonly deed: Deed;
  },
  work: () => Promise<Shown>,
): Promise<boolean> {
  const viewId = await opened(deps, client, modal);
  if (viewId !== undefined) {
    await answeringInModal(deps, client, { ...modal, viewId }, () => audited(deps, modal, work));
    return true;
  }
  await audited(deps, modal, async (learn) => {
    learn({ outcome: 'failed', why: 'The modal could not be opened.' });
  });
  return false;
}

async function opened(
  deps: { readonly logger: Logger },
  client: Client,
  { title, triggerId, asker }: { readonly title: string; readonly triggerId: string; readonly asker: Asker },
): Promise<string | undefined> {
  try {
    const answer = await client.views.open({ trigger_id: triggerId, view: waitingModal(title) });
    return answer.view?.id;
  } catch (err) {
    deps.logger.error({ err, ...asker }, 'the modal could not be opened');
    return undefined;
  }
}

/**
 * Does what somebody asked for, and shows the answer in a modal that is open; where it was closed meanwhile, in the channel that the
 * question was about. Never throws.
 */
export async function answeringInModal(
  deps: ModalDeps,
  client: Client,
  modal: { readonly title: string; readonly viewId: string; readonly asker: Asker },
  work: () => Promise<Shown>,
): Promise<void> {
  const shown = await answerTo(deps, modal.asker, work);
  if ('type' in shown) {
    // Whoever waits for a question must not wait for ever.
    const isShown = await filled(deps, client, modal, shown);
    if (!isShown) await filled(deps, client, modal, messageModal(modal.title, notShown));
  } else if (!(await filled(deps, client, modal, messageModal(modal.title, shown)))) {
    await tellInChannel(deps, modal.asker, shown);
  }
}

const notShown = replyMessage(
  'Slack did not take the window that asks.',
  'close this one and try again, or type `/leakcheck &lt;service&gt; [window]` in a channel.',
);

/** False where Slack did not take it: also when the person has closed the modal. */
async function filled(
  deps: ModalDeps,
  client: Client,
  { viewId, asker }: { readonly viewId: string; readonly asker: Asker },
  view: ModalView,
): Promise<boolean> {
  try {
    await client.views.update({ view_id: viewId, view });
    return true;
  } catch (err) {
    deps.logger.warn({ err, ...asker }, 'a modal could not be given its answer');
    return false;
  }
}

async function tellInChannel(deps: ModalDeps, asker: Asker, message: Message): Promise<void> {
  const { user, channel, threadTs } = asker;
  if (channel === homeChannel) return;
  try {
    await deps.poster.postEphemeral({ to: { channel, threadTs }, user, message });
  } catch (err) {
    deps.logger.error({ err, ...asker }, 'an answer did not reach the person who asked');
  }
}
