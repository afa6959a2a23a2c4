import type { App } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { isFirstDelivery } from '../../check/first-delivery.ts';
import { homeChannel } from '../../check/home/home-services.ts';
import { ListPage, type ListRef } from '../../report/thread/list-ref.ts';
import { answering, type Respond } from '../answering.ts';
import { audited } from '../audited.ts';
import { escalationReply } from '../commands/escalation-reply.ts';
import type { Command } from '../commands/parse-command.ts';
import { runCommand } from '../commands/run-command.ts';
import { ownIncidents } from '../home/own-incidents.ts';
import type { DepsIn, ListenerDeps } from '../listener-deps.ts';
import { answeringInModal } from '../views/answering-in-modal.ts';

/** A press in a message that only one person sees comes without that message. */
const Body = z.object({
  trigger_id: z.string(),
  user: z.object({ id: z.string() }),
  channel: z.object({ id: z.string() }),
  container: z.object({
    message_ts: z.string(),
    thread_ts: z.string().optional(),
    is_ephemeral: z.boolean().default(false),
  }),
  actions: z.array(z.object({ value: z.string() })).min(1),
});

/** One in a modal that Home opened has neither message nor channel. */
const ModalBody = z.object({
  trigger_id: z.string(),
  user: z.object({ id: z.string() }),
  view: z.object({ id: z.string(), type: z.literal('modal'), title: z.object({ text: z.string() }) }),
  actions: Body.shape.actions,
});

/**
 * **Show all**, **Next page** and **Previous page**: the list as it is now, to who pressed alone. A page takes the place of the one that
 * the button was on.
 */
export function listenToListPages(app: App, depsIn: DepsIn): void {
  app.action(/^leakcheck\.list\./, async ({ ack, body, respond, client, context }) => {
    await ack();
    const deps = depsIn(context);
    const inModal = ModalBody.safeParse(body).data;
    if (inModal !== undefined) return turnInModal(deps, client, inModal);
    const { trigger_id, user, channel, container, actions } = Body.parse(body);
    if (!(await isFirstDelivery(deps, trigger_id))) return;
    const { list, page } = ListPage.parse(JSON.parse(actions[0]?.value ?? ''));
    const threadTs = container.thread_ts ?? (container.is_ephemeral ? undefined : container.message_ts);
    const asker = { user: user.id, channel: channel.id, threadTs };
    const inPlace: Respond = (message) => respond({ ...message, replace_original: true });
    await answering(deps, asker, container.is_ephemeral ? inPlace : undefined, () =>
      audited(deps, { asker, deed: deedOf(list) }, (learn) =>
        list.kind === 'escalation'
          ? escalationReply(deps, { id: list.id, page })
          : runCommand(deps, commandOf(list), { ...asker, learn, page }),
      ),
    );
  });
}

/** Home's list of leaks is the only one that is shown in a modal. */
async function turnInModal(
  deps: ListenerDeps,
  client: Pick<WebClient, 'views'>,
  { trigger_id, user, view, actions }: z.infer<typeof ModalBody>,
): Promise<void> {
  if (!(await isFirstDelivery(deps, trigger_id))) return;
  const { list, page } = ListPage.parse(JSON.parse(actions[0]?.value ?? ''));
  const asker = { user: user.id, channel: homeChannel, threadTs: undefined };
  const modal = { title: view.title.text, viewId: view.id, asker };
  await answeringInModal(deps, client, modal, () =>
    audited(deps, { asker, deed: deedOf(list) }, () => ownIncidents(deps, asker, page)),
  );
}

function commandOf(list: Exclude<ListRef, { kind: 'escalation' }>): Command {
  switch (list.kind) {
    case 'digests':
      return { kind: 'digest', ask: { action: 'list' } };
    case 'history':
    case 'incidents':
      return { kind: list.kind, service: list.service };
    case 'audit':
      return { kind: 'audit', service: list.service, count: list.count };
    default:
      return { kind: list.kind };
  }
}

function deedOf(list: ListRef) {
  const what = list.kind === 'digests' ? 'digest' : list.kind;
  const service =
    'service' in list && list.service !== undefined ? { service: list.service.slice(0, 80) } : {};
  return { what, via: 'button', ...service } as const;
}
