import type { App } from '@slack/bolt';
import { isFirstDelivery } from '../../check/first-delivery.ts';
import { answering } from '../answering.ts';
import type { ListenerDeps } from '../listener-deps.ts';
import { parseCommand } from './parse-command.ts';
import { runCommand } from './run-command.ts';

/** `/leakcheck …`. Slack offers no slash commands inside threads, so the answer is always the channel's. */
export function listenToCommand(app: App, deps: ListenerDeps): void {
  app.command('/leakcheck', async ({ ack, command, respond }) => {
    await ack();
    if (!(await isFirstDelivery(deps, command.trigger_id))) {
      return;
    }
    const asker = { user: command.user_id, channel: command.channel_id, threadTs: undefined };
    const names = deps.services.map(({ name }) => name);
    await answering(deps, asker, respond, () => runCommand(deps, parseCommand(command.text, names), asker));
  });
}
