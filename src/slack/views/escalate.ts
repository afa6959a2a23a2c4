import type { App } from '@slack/bolt';
import { z } from 'zod';
import { threadOf } from '../../check/check.ts';
import { escalate } from '../../check/escalate.ts';
import { isFirstDelivery } from '../../check/first-delivery.ts';
import { findCheck } from '../../check/press-button.ts';
import { answering } from '../answering.ts';
import { audited } from '../audited.ts';
import type { Asker, DepsIn, ListenerDeps } from '../listener-deps.ts';
import { escalateCallbackId, longestNote, noteActionId, noteBlockId } from './escalate-modal.ts';
import { type ModalContext, unpackModalContext } from './modal-context.ts';
import { Submission } from './submission.ts';

const NoteState = z.object({ value: z.string().max(longestNote).nullish() });

/** The modal was confirmed: the owner is told, and whoever pressed hears in the thread what came of it. */
export function listenToEscalation(app: App, depsIn: DepsIn): void {
  app.view(escalateCallbackId, async ({ ack, body, context: { teamId } }) => {
    await ack();
    const deps = depsIn({ teamId });
    const { user, view } = Submission.parse(body);
    if (!(await isFirstDelivery(deps, `view:${view.id}`))) {
      return;
    }
    const context = unpackModalContext(view.private_metadata);
    const note = NoteState.parse(view.state.values[noteBlockId]?.[noteActionId] ?? {}).value ?? '';
    const asker = await askerOf(deps, user.id, context);
    const deed = { what: 'escalate', via: 'modal', check: context.check } as const;
    await answering(deps, asker, undefined, () =>
      audited(deps, { asker, deed }, async (learn) => {
        const request = { check: context.check, by: user.id, note, message: context.message };
        const { service } = await escalate(deps, request);
        learn({ service });
        return undefined;
      }),
    );
  });
}

/** The answer belongs into the check's thread; where that is no longer known, beside the button. */
async function askerOf(
  deps: ListenerDeps,
  user: string,
  { check: id, message }: ModalContext,
): Promise<Asker> {
  try {
    const check = await findCheck(deps, id);
    return { user, channel: check.channel, threadTs: threadOf(check) };
  } catch (error) {
    deps.logger.debug({ err: error, check: id }, 'answering an escalation beside its button');
    return { user, channel: message?.channel ?? user, threadTs: message?.ts };
  }
}
