import type { App } from '@slack/bolt';
import { isFirstDelivery } from '../../check/first-delivery.ts';
import type { ListenerDeps } from '../listener-deps.ts';
import { answerCommand } from './answer-command.ts';

/** `/leakcheck …`. Slack offers no slash commands inside threads, so the answer is always the channel's. */
export function listenToCommand(app: App, deps: ListenerDeps): void {
  app.command('/leakcheck', async ({ ack, command, respond }) => {
    await ack();
    if (!(await isFirstDelivery(deps, command.trigger_id))) {
      return;
    }
    const asker = { user: command.user_id, channel: command.channel_id, threadTs: undefined };
    await answerCommand(deps, asker, { text: command.text, via: 'command', respond });
  });
}
