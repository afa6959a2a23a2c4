import type { App } from '@slack/bolt';
import { z } from 'zod';
import { publishHome } from '../home/publish-home.ts';
import type { DepsIn } from '../listener-deps.ts';

/** Also told when the tab with the bot's messages is opened, or an old client names none. */
const HomeOpened = z.object({ event: z.object({ user: z.string(), tab: z.string().optional() }) });

/** Home is built anew whenever somebody opens it: told twice of the same opening, it is built twice, and is as new. */
export function listenToHomeOpened(app: App, depsIn: DepsIn): void {
  app.event('app_home_opened', async ({ body, client, context }) => {
    const deps = depsIn(context);
    const parsed = HomeOpened.safeParse(body);
    if (!parsed.success) {
      deps.logger.warn({ err: parsed.error }, 'an opening of Home was not understood');
      return;
    }
    const { user, tab } = parsed.data.event;
    if (tab !== 'home') return;
    await publishHome(deps, client, { user, page: 0 });
  });
}
