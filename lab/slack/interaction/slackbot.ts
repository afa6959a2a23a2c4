import { SLACKBOT } from '../options.ts';
import type { World } from '../world.ts';

/** A message that only one person sees, from Slack itself. */
export function slackbotSays(
  world: World,
  to: { readonly user: string; readonly channel: string; readonly threadTs?: string },
  text: string,
): void {
  world.store.putMessage({
    ts: world.nextTs(),
    channel: to.channel,
    user: SLACKBOT.id,
    text,
    blocks: [],
    files: [],
    ephemeralTo: to.user,
    ...(to.threadTs === undefined ? {} : { threadTs: to.threadTs }),
  });
}
