import { randomUUID } from 'node:crypto';
import { newId } from '../ids.ts';
import type { Json } from '../model.ts';
import type { World } from '../world.ts';

/** An event as Slack sends it to the app. `authorized` is false for what the app hears of after its token is gone. */
export function eventPayload(
  world: World,
  event: { readonly [key: string]: Json },
  authorized = true,
): { [key: string]: Json } {
  const { team, bot } = world.setup;
  const authorization = {
    enterprise_id: null,
    team_id: team.id,
    user_id: bot.userId,
    is_bot: true,
    is_enterprise_install: false,
  };
  return {
    token: 'lab-verification-token',
    team_id: team.id,
    api_app_id: bot.appId,
    event,
    type: 'event_callback',
    event_id: newId('Ev'),
    event_time: Math.floor(world.nowMs() / 1_000),
    authorizations: authorized ? [authorization] : [],
    is_ext_shared_channel: false,
    event_context: randomUUID(),
  };
}
