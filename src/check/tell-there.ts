import { section } from '../report/thread/thread-message.ts';
import { PostError, type Poster } from './poster.ts';
import { NotAMemberError, NotInChannelError } from './request-errors.ts';

/**
 * Tells a person alone, in a channel, what they asked for from elsewhere. Nobody is to make leakcheck write where they do not belong, and
 * Slack refuses this for whoever is not in the channel. `text` is mrkdwn. Throws a NotAMemberError, a NotInChannelError or a PostError.
 */
export async function tellThere(
  { poster }: { readonly poster: Pick<Poster, 'postEphemeral'> },
  { user, channel }: { readonly user: string; readonly channel: string },
  text: string,
): Promise<void> {
  try {
    const to = { channel, threadTs: undefined };
    await poster.postEphemeral({ to, user, message: { text, blocks: [section([text])] } });
  } catch (error) {
    const code = error instanceof PostError ? error.code : undefined;
    if (code === 'user_not_in_channel') throw new NotAMemberError(channel, { cause: error });
    if (code === 'not_in_channel' || code === 'channel_not_found') {
      throw new NotInChannelError('The bot is not in this channel.', { cause: error, channel });
    }
    throw error;
  }
}
