import { randomUUID } from 'node:crypto';
import { newId } from '../ids.ts';
import type { Delivery, SocketMode } from '../socket-mode.ts';
import { viewJson } from '../wire.ts';
import type { World } from '../world.ts';
import { userNamed } from './actor.ts';

export interface OpenHomeInput {
  readonly user: string;
  /** `home` when left out; `messages` is the other tab of an app. */
  readonly tab?: 'home' | 'messages';
}

/** A person opens the app: it hears of it, with what its Home tab showed before. Resolves when that is acknowledged or given up. */
export function openHome(world: World, sockets: SocketMode, input: OpenHomeInput): Promise<Delivery> {
  const user = userNamed(world, input.user);
  const { tab = 'home' } = input;
  const { team, bot } = world.setup;
  const home = world.store.views().find((view) => view.type === 'home' && view.user === user.id);
  const ts = world.nextTs();
  return sockets.deliver('events_api', {
    token: 'lab-verification-token',
    team_id: team.id,
    api_app_id: bot.appId,
    event: {
      type: 'app_home_opened',
      user: user.id,
      channel: directChannel(user.id),
      tab,
      ...(tab === 'home' && home !== undefined ? { view: viewJson(world, home) } : {}),
      event_ts: ts,
    },
    type: 'event_callback',
    event_id: newId('Ev'),
    event_time: Math.floor(Number(ts)),
    authorizations: [
      {
        enterprise_id: null,
        team_id: team.id,
        user_id: bot.userId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: randomUUID(),
  });
}

/** The conversation of a person with the app. */
function directChannel(userId: string): string {
  return `D${userId.slice(1)}`;
}
