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
  const isView = 'type' in shown;
  try {
    const view = isView ? shown : messageModal(modal.title, shown);
    await client.views.update({ view_id: modal.viewId, view });
  } catch (err) {
    deps.logger.warn({ err, ...modal.asker }, 'a modal could not be given its answer');
    // Whoever closed a modal before it could ask needs no question.
    if (!isView) await tellInChannel(deps, modal.asker, shown);
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
