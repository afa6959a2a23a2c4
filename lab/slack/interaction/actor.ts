import type { Channel, Json, User } from '../model.ts';
import type { World } from '../world.ts';

/** A person by id or name (`ann`, `@ann`); throws with the names that there are. */
export function userNamed(world: World, idOrName: string): User {
  const name = idOrName.replace(/^@/, '');
  const user = world.store.user(idOrName) ?? world.store.users().find((each) => each.name === name);
  if (user !== undefined) return user;
  throw new Error(`No user "${idOrName}"; there are ${listed(world.store.users())}`);
}

/** A channel by id or name (`orders`, `#orders`); throws with the names that there are. */
export function channelNamed(world: World, idOrName: string): Channel {
  const name = idOrName.replace(/^#/, '');
  const channel = world.store.channel(idOrName) ?? world.store.channels().find((each) => each.name === name);
  if (channel !== undefined) return channel;
  throw new Error(`No channel "${idOrName}"; there are ${listed(world.store.channels())}`);
}

/** What every interaction payload says of the app, the team and the person. */
export function payloadHead(world: World, user: User): { [key: string]: Json } {
  const { team, bot } = world.setup;
  return {
    user: { id: user.id, username: user.name, name: user.name, team_id: team.id },
    api_app_id: bot.appId,
    token: 'lab-verification-token',
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

function listed(named: readonly { readonly name: string }[]): string {
  return named.map((each) => each.name).join(', ');
}
