import type { App } from '@slack/bolt';
import { z } from 'zod';
import { isFirstDelivery } from '../../check/first-delivery.ts';
import { pressIncident } from '../../check/press-incident.ts';
import type { IncidentAct } from '../../incident/act.ts';
import { snoozeChoices } from '../../incident/snooze.ts';
import { answering } from '../answering.ts';
import { audited } from '../audited.ts';
import { incidentNow } from '../incident-stands.ts';
import type { DepsIn, ListenerDeps } from '../listener-deps.ts';
import { unpackIncidentContext } from './incident-context.ts';
import {
  longestReason,
  reasonActionId,
  reasonBlockId,
  silenceCallbackId,
  snoozeActionId,
  snoozeBlockId,
  snoozeCallbackId,
} from './incident-modals.ts';
import { Submission } from './submission.ts';

const Chosen = z.object({ selected_option: z.object({ value: z.enum(snoozeChoices) }) });
const Reason = z.object({ value: z.string().max(longestReason).nullish() });

/** A modal about a leak was confirmed: what it says is done, and the message with the button shows it. */
export function listenToIncidentViews(app: App, depsIn: DepsIn): void {
  app.view(snoozeCallbackId, async ({ ack, body, context }) => {
    await ack();
    const submission = Submission.parse(body);
    const chosen = Chosen.parse(submission.view.state.values[snoozeBlockId]?.[snoozeActionId]);
    await perform(depsIn(context), submission, { action: 'snooze', choice: chosen.selected_option.value });
  });
  app.view(silenceCallbackId, async ({ ack, body, context }) => {
    const submission = Submission.parse(body);
    const { value } = Reason.parse(submission.view.state.values[reasonBlockId]?.[reasonActionId] ?? {});
    const reason = (value ?? '').trim();
    if (reason === '') {
      const errors = { [reasonBlockId]: 'Say why, for whoever reads the next report.' };
      await ack({ response_action: 'errors', errors });
      return;
    }
    await ack();
    await perform(depsIn(context), submission, { action: 'silence', reason });
  });
}

async function perform(deps: ListenerDeps, { user, view }: Submission, act: IncidentAct): Promise<void> {
  if (!(await isFirstDelivery(deps, `view:${view.id}`))) return;
  const { button, channel, threadTs, message } = unpackIncidentContext(view.private_metadata);
  const asker = { user: user.id, channel, threadTs };
  const deed = { what: act.action, via: 'modal', ...button } as const;
  await answering(deps, asker, undefined, () =>
    audited(deps, { asker, deed }, async () => {
      const now = await pressIncident(deps, { button, act, by: user.id, channel, message });
      return message === undefined ? incidentNow(now, button.service) : undefined;
    }),
  );
}
