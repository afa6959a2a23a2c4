import type { App } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { isFirstDelivery } from '../../check/first-delivery.ts';
import { escalateAction, planEscalation } from '../../check/plan-escalation.ts';
import type { Message } from '../../check/poster.ts';
import { NoOwnerError } from '../../check/request-errors.ts';
import { answering } from '../answering.ts';
import { audited, type Learn } from '../audited.ts';
import type { DepsIn, ListenerDeps } from '../listener-deps.ts';
import { escalateModal, noOwnerModal } from '../views/escalate-modal.ts';
import { openOrExplain } from '../views/open-or-explain.ts';
import { type ButtonPress, readButtonPress } from './button-press.ts';

/** **Escalate** tells nobody yet: it opens the modal that shows who would be told. */
export function listenToEscalate(app: App, depsIn: DepsIn): void {
  app.action(escalateAction, async ({ ack, body, client, context }) => {
    await ack();
    const deps = depsIn(context);
    const press = readButtonPress(body);
    if (!(await isFirstDelivery(deps, press.triggerId))) {
      return;
    }
    const deed = { what: 'open_escalate', via: 'button', check: press.check } as const;
    await answering(deps, press.asker, undefined, () =>
      audited(deps, { asker: press.asker, deed }, (learn) => openModal(deps, client, { ...press, learn })),
    );
  });
}

async function openModal(
  deps: ListenerDeps,
  client: Pick<WebClient, 'views'>,
  press: ButtonPress & { readonly learn: Learn },
): Promise<Message | undefined> {
  const view = await modalFor(deps, press);
  const what = { asks: 'whom to tell', button: 'Escalate' };
  return openOrExplain(deps, client, { triggerId: press.triggerId, view, what, learn: press.learn });
}

async function modalFor(
  deps: ListenerDeps,
  { check: id, asker, message, learn }: ButtonPress & { readonly learn: Learn },
) {
  try {
    const plan = await planEscalation(deps, { check: id, by: asker.user, message });
    learn({ service: plan.check.service });
    return escalateModal({ ...plan, context: { check: id, message } });
  } catch (error) {
    if (error instanceof NoOwnerError) {
      learn({ service: error.service, outcome: 'refused', why: error.message });
      return noOwnerModal(error.service);
    }
    throw error;
  }
}
