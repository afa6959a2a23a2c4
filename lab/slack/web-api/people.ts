import { type Args, requiredText, textArg } from '../args.ts';
import type { Json } from '../model.ts';
import { SlackFailure } from '../slack-failure.ts';
import { userJson } from '../wire.ts';
import type { World } from '../world.ts';
import { writableChannel } from './conversation.ts';
import type { Methods } from './method.ts';

export const peopleMethods: Methods = {
  'auth.test': { run: authTest },
  'users.info': { scope: 'users:read', run: userInfo },
  'usergroups.list': { scope: 'usergroups:read', run: listGroups },
  'usergroups.users.list': { scope: 'usergroups:read', run: listGroupUsers },
  'reactions.add': { scope: 'reactions:write', run: addReaction },
};

function authTest(world: World) {
  const { team, bot } = world.setup;
  return {
    url: `${world.baseUrl()}/`,
    team: team.name,
    user: bot.name,
    team_id: team.id,
    user_id: bot.userId,
    bot_id: bot.botId,
    is_enterprise_install: false,
  };
}

function userInfo(world: World, args: Args) {
  const user = world.store.user(requiredText(args, 'user'));
  if (user === undefined) throw new SlackFailure('user_not_found');
  return { user: userJson(user, world.setup.team.id) };
}

function listGroups(world: World) {
  const usergroups: Json[] = world.store.groups().map((group) => ({
    id: group.id,
    team_id: world.setup.team.id,
    is_usergroup: true,
    handle: group.handle,
    name: group.name,
    users: [...group.users],
    user_count: group.users.length,
  }));
  return { usergroups };
}

function listGroupUsers(world: World, args: Args) {
  const id = requiredText(args, 'usergroup');
  const group = world.store.groups().find((each) => each.id === id);
  if (group === undefined) throw new SlackFailure('no_such_subteam');
  return { users: [...group.users] };
}

function addReaction(world: World, args: Args) {
  const channel = writableChannel(world, args);
  const message = world.store.message(channel.id, textArg(args, 'timestamp') ?? '');
  if (message === undefined) throw new SlackFailure('message_not_found');
  const name = requiredText(args, 'name');
  const others = (message.reactions ?? []).filter((reaction) => reaction.name !== name);
  const users = message.reactions?.find((reaction) => reaction.name === name)?.users ?? [];
  if (users.includes(world.setup.bot.userId)) throw new SlackFailure('already_reacted');
  const reactions = [...others, { name, users: [...users, world.setup.bot.userId] }];
  world.store.putMessage({ ...message, reactions });
  return {};
}
