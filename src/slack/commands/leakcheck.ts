import type { App } from '@slack/bolt';
import { isFirstDelivery } from '../../check/first-delivery.ts';
import { answering } from '../answering.ts';
import { audited } from '../audited.ts';
import type { DepsIn } from '../listener-deps.ts';
import { offerCheck } from '../views/offer-check.ts';
import { answerCommand } from './answer-command.ts';

/** `/leakcheck …`, which by itself asks in a modal what to check. Slack offers no slash commands inside threads, so the answer is always the channel's. */
export function listenToCommand(app: App, depsIn: DepsIn): void {
  app.command('/leakcheck', async ({ ack, command, respond, client, context }) => {
    await ack();
    const deps = depsIn(context);
    if (!(await isFirstDelivery(deps, command.trigger_id))) {
      return;
    }
    const asker = { user: command.user_id, channel: command.channel_id, threadTs: undefined };
    if (command.text.trim() === '') {
      const asked = { asker, triggerId: command.trigger_id };
      const deed = { what: 'open_check', via: 'command' } as const;
      await answering(deps, asker, respond, () =>
        audited(deps, { asker, deed }, () => offerCheck(deps, client, asked)),
      );
      return;
    }
    await answerCommand(deps, asker, { text: command.text, via: 'command', respond });
  });
}
