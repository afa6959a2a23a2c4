import type { App } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { isFirstDelivery } from '../../check/first-delivery.ts';
import type { Message } from '../../check/poster.ts';
import { pressableIncident, pressIncident } from '../../check/press-incident.ts';
import { incidentActionIds } from '../../report/thread/incidents-message.ts';
import { answering } from '../answering.ts';
import { audited, type Learn } from '../audited.ts';
import { incidentNow } from '../incident-stands.ts';
import type { DepsIn, ListenerDeps } from '../listener-deps.ts';
import type { IncidentContext } from '../views/incident-context.ts';
import { silenceModal, snoozeModal } from '../views/incident-modals.ts';
import { openOrExplain } from '../views/open-or-explain.ts';
import { readIncidentPress } from './button-press.ts';

/** **Acknowledge**, **Resolve** and **Undo “Not a leak”** are done at once; the message with the button shows it. */
export function listenToIncident(app: App, depsIn: DepsIn): void {
  for (const action of ['acknowledge', 'resolve', 'unsilence'] as const) {
    app.action(incidentActionIds[action], async ({ ack, body, context: { teamId } }) => {
      await ack();
      const deps = depsIn({ teamId });
      const { button, asker, message, triggerId } = readIncidentPress(body);
      if (!(await isFirstDelivery(deps, triggerId))) return;
      const deed = { what: action, via: 'button', ...button } as const;
      const press = { button, act: { action }, by: asker.user, channel: asker.channel, message };
      await answering(deps, asker, undefined, () =>
        audited(deps, { asker, deed }, async () => {
          const now = await pressIncident(deps, press);
          return message === undefined ? incidentNow(now, button.service) : undefined;
        }),
      );
    });
  }
}

/** **Snooze** and **Not a leak** do nothing yet: they open the modal that asks for how long, or why. */
export function listenToIncidentModals(app: App, depsIn: DepsIn): void {
  for (const act of ['snooze', 'silence'] as const) {
    app.action(incidentActionIds[act], async ({ ack, body, client, context: { teamId } }) => {
      await ack();
      const deps = depsIn({ teamId });
      const press = readIncidentPress(body);
      const { asker, button, message, triggerId } = press;
      if (!(await isFirstDelivery(deps, triggerId))) return;
      const deed = { what: `open_${act}`, via: 'button', ...button } as const;
      const context = { button, message, channel: asker.channel, threadTs: asker.threadTs };
      await answering(deps, asker, undefined, () =>
        audited(deps, { asker, deed }, (learn) =>
          openModal(deps, client, { act, by: asker.user, context, triggerId, learn }),
        ),
      );
    });
  }
}

async function openModal(
  deps: ListenerDeps,
  client: Pick<WebClient, 'views'>,
  modal: {
    readonly act: 'snooze' | 'silence';
    readonly by: string;
    readonly context: IncidentContext;
    readonly triggerId: string;
    readonly learn: Learn;
  },
): Promise<Message | undefined> {
  const { act, by, context, triggerId, learn } = modal;
  const { button, message, channel } = context;
  const incident = await pressableIncident(deps, { button, act, by, channel, message });
  const view = act === 'snooze' ? snoozeModal(incident, context) : silenceModal(incident, context);
  const what =
    act === 'snooze' ? { asks: 'until when', button: 'Snooze' } : { asks: 'why', button: 'Not a leak' };
  return openOrExplain(deps, client, { triggerId, view, what, learn });
}
