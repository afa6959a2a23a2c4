import type { App } from '@slack/bolt';
import { isFirstDelivery } from '../../check/first-delivery.ts';
import { homeChannel } from '../../check/home/home-services.ts';
import type { DepsIn } from '../listener-deps.ts';
import { answeringInNewModal } from '../views/answering-in-modal.ts';
import { checkTitle } from '../views/check-modal.ts';
import { checkModalOrWhy } from '../views/offer-check.ts';
import { readGlobalShortcut } from './shortcut-body.ts';

/** **Check a service**, from Slack's search and the message box: the modal asks for service, channel and window. */
export function listenToCheckAnywhere(app: App, depsIn: DepsIn): void {
  const shortcut = { callback_id: 'leakcheck.check_anywhere', type: 'shortcut' } as const;
  app.shortcut(shortcut, async ({ ack, body, client, context }) => {
    await ack();
    const deps = depsIn(context);
    const { user, triggerId } = readGlobalShortcut(body);
    if (!(await isFirstDelivery(deps, triggerId))) return;
    const asker = { user, channel: homeChannel, threadTs: undefined };
    const deed = { what: 'open_check', via: 'shortcut' } as const;
    // Where it does not open there is no channel to say so in: the logs have it.
    await answeringInNewModal(deps, client, { title: checkTitle, triggerId, asker, deed }, () =>
      checkModalOrWhy(deps, asker, { context: { from: 'shortcut' } }),
    );
  });
}
