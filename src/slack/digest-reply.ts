import {
  DigestInFileError,
  DigestTakenError,
  TooManyDigestsError,
  UnknownDigestError,
} from '../check/digests/digest-errors.ts';
import type { Message } from '../check/poster.ts';
import { escapeMrkdwn, mrkdwnCode } from '../report/escape-mrkdwn.ts';
import { replyMessage } from './reply-message.ts';

/** What a person reads when a digest could not be changed as wished; undefined for errors about anything else. */
export function digestReply(error: unknown): Message | undefined {
  if (error instanceof DigestTakenError) {
    return replyMessage(
      `There is a digest *${escapeMrkdwn(error.digest, 60)}* already, so nothing was changed.`,
      `take another name, or ${mrkdwnCode(`/leakcheck digest remove ${error.digest}`)} first.`,
    );
  }
  if (error instanceof UnknownDigestError) {
    const meant = error.closest === undefined ? '' : ` Did you mean ${mrkdwnCode(error.closest, 60)}?`;
    return replyMessage(
      `No digest is named “${escapeMrkdwn(error.digest, 60)}”.${meant}`,
      '`/leakcheck digest list` shows them.',
    );
  }
  if (error instanceof DigestInFileError) {
    return replyMessage(
      `*${escapeMrkdwn(error.digest, 60)}* is written in the services file, which no command changes.`,
      `who runs leakcheck takes it out there; meanwhile ${mrkdwnCode(`/leakcheck digest pause ${error.digest}`)} silences it.`,
    );
  }
  if (error instanceof TooManyDigestsError) {
    return replyMessage(
      `There are ${error.most} digests, and no more can be added.`,
      'remove one that nobody reads: `/leakcheck digest list` shows them.',
    );
  }
  return undefined;
}
