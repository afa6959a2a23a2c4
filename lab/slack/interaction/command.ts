import type { Channel, Json, User } from '../model.ts';
import { respond } from '../response-url.ts';
import type { Delivery, SocketMode } from '../socket-mode.ts';
import type { World } from '../world.ts';
import { channelNamed, userNamed } from './actor.ts';
import { slackbotSays } from './slackbot.ts';

export interface CommandInput {
  /** Id or name. */
  readonly user: string;
  readonly channel: string;
  /** `/leakcheck` when left out. */
  readonly command?: string;
  readonly text: string;
  readonly threadTs?: string;
}

export type CommandResult =
  | Delivery
  | { readonly ok: false; readonly error: 'not_in_threads' | 'unknown_command' };

/**
 * A person sends a slash command. Resolves when the app has acknowledged it or Slack gives up; what the ack carries is
 * shown to the person, and so is every failure.
 */
export async function runCommand(
  world: World,
  sockets: SocketMode,
  input: CommandInput,
): Promise<CommandResult> {
  const user = userNamed(world, input.user);
  const channel = channelNamed(world, input.channel);
  const command = input.command ?? world.setup.commands[0] ?? '/leakcheck';
  const to = { user: user.id, channel: channel.id };
  if (input.threadTs !== undefined) {
    slackbotSays(
      world,
      { ...to, threadTs: input.threadTs },
      `${command} is not supported in threads. Sorry!`,
    );
    return { ok: false, error: 'not_in_threads' };
  }
  if (!world.setup.commands.includes(command)) {
    slackbotSays(
      world,
      to,
      `${command} is not a valid command. In Slack, all messages that start with the "/" character are interpreted as commands.`,
    );
    return { ok: false, error: 'unknown_command' };
  }
  const responseToken = world.responseUrls.issue(to);
  const payload = commandPayload(world, user, channel, { command, text: input.text, responseToken });
  const delivery = await sockets.deliver('slash_commands', payload);
  if (!delivery.ok) slackbotSays(world, to, `${command} failed with the error "${delivery.error}"`);
  else if (delivery.response.text !== undefined || delivery.response.blocks !== undefined) {
    respond(world, to, delivery.response);
  }
  return delivery;
}

function commandPayload(
  world: World,
  user: User,
  channel: Channel,
  call: { readonly command: string; readonly text: string; readonly responseToken: string },
): Json {
  const { team, bot } = world.setup;
  return {
    token: 'lab-verification-token',
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: channelName(channel),
    user_id: user.id,
    user_name: user.name,
    command: call.command,
    text: call.text,
    api_app_id: bot.appId,
    is_enterprise_install: 'false',
    response_url: `${world.baseUrl()}/response/${call.responseToken}`,
    trigger_id: world.triggers.issue({ user: user.id }),
  };
}

/** Slack hides the names of private conversations from an app's commands. */
function channelName(channel: Channel): string {
  if (channel.isDm) return 'directmessage';
  return channel.isPrivate ? 'privategroup' : channel.name;
}
