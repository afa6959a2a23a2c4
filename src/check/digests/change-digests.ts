import type { Person } from '../../access/permissions.ts';
import { addedMessage } from '../../digest/added-message.ts';
import type { Digest } from '../../digest/digest.ts';
import { escapeMrkdwn } from '../../report/escape-mrkdwn.ts';
import { closestName } from '../closest-name.ts';
import type { Logger } from '../logger.ts';
import { PostError, type Poster } from '../poster.ts';
import { allowChannel, findService } from '../request-check.ts';
import { NotInChannelError } from '../request-errors.ts';
import { adminRight, demandRight, type RightsDeps } from '../rights.ts';
import { tellThere } from '../tell-there.ts';
import {
  DigestInFileError,
  DigestTakenError,
  TooManyDigestsError,
  UnknownDigestError,
} from './digest-errors.ts';
import { sweptServices } from './digest-services.ts';
import { type DigestSources, digestsNow } from './digests-now.ts';

export type ChangeDeps = DigestSources &
  RightsDeps & {
    readonly poster: Poster;
    readonly clock: () => number;
    readonly logger: Logger;
  };

const mostDigests = 100;

/**
 * Adds a digest and says so in its channel: where that cannot be said, no digest could be posted, and none is added. A digest checks its
 * services again and again, which whoever adds it must be allowed to do. Throws DigestTakenError, TooManyDigestsError,
 * UnknownServiceError, ChannelNotAllowedError, NotAllowedError, NotAMemberError, NotInChannelError, PostError or StoreUnavailableError.
 */
export async function addDigest(deps: ChangeDeps, digest: Digest, person: Person): Promise<void> {
  for (const name of digest.services ?? []) allowChannel(findService(deps.services, name), digest.channel);
  for (const { service } of sweptServices(digest, deps.services)) {
    await demandRight(deps, { service, action: 'check', person });
  }
  await demandPlace(deps, digest, person);
  const known = await digestsNow(deps);
  if (known.some(({ name }) => name === digest.name)) throw new DigestTakenError(digest.name);
  if (known.length >= mostDigests) throw new TooManyDigestsError(mostDigests);
  if (!(await deps.digests.add(digest))) throw new DigestTakenError(digest.name);
  try {
    await announce(deps, digest, person);
  } catch (error) {
    await deps.digests.remove(digest.name);
    throw error;
  }
}

/** Admins may have it posted where they are not; others speak of it there first. */
async function demandPlace(deps: ChangeDeps, { name, channel }: Digest, person: Person): Promise<void> {
  if (channel === person.channel || (await adminRight(deps, person)).may) return;
  const text = `You asked from elsewhere to have the digest *${escapeMrkdwn(name, 60)}* posted in this channel.`;
  await tellThere(deps, { user: person.user, channel }, text);
}

async function announce({ poster, clock }: ChangeDeps, digest: Digest, person: Person): Promise<void> {
  const to = { channel: digest.channel, threadTs: undefined };
  const mark = `digest-${digest.name}-added-${clock()}`;
  try {
    await poster.post({ to, message: addedMessage(digest, clock()), mark });
  } catch (error) {
    const code = error instanceof PostError ? error.code : undefined;
    if (code !== 'not_in_channel' && code !== 'channel_not_found') throw error;
    const { channel } = digest;
    const place = channel === person.channel ? {} : { channel };
    throw new NotInChannelError('The bot is not in this channel.', { cause: error, ...place });
  }
}

/** Takes out a digest that was added. Throws an UnknownDigestError or a DigestInFileError. */
export async function removeDigest(deps: DigestSources, name: string): Promise<void> {
  if (deps.digestsOfFile.some((digest) => digest.name === name)) throw new DigestInFileError(name);
  if (!(await deps.digests.remove(name))) throw await unknown(deps, name);
}

/** Pauses a digest, of the services file as well; what is due meanwhile is not made up for. Throws an UnknownDigestError. */
export async function pauseDigest(
  deps: ChangeDeps,
  { name, by }: { readonly name: string; readonly by: string },
): Promise<void> {
  await findDigest(deps, name);
  await deps.digests.note(name, { pause: { by, atMs: deps.clock() } });
}

/** Answers the digest that goes on. Throws an UnknownDigestError. */
export async function resumeDigest(deps: ChangeDeps, name: string): Promise<Digest> {
  const digest = await findDigest(deps, name);
  await deps.digests.note(name, { pause: undefined });
  return digest;
}

async function findDigest(deps: DigestSources, name: string): Promise<Digest> {
  const digest = (await digestsNow(deps)).find((each) => each.name === name);
  if (digest === undefined) throw await unknown(deps, name);
  return digest;
}

async function unknown(deps: DigestSources, name: string): Promise<UnknownDigestError> {
  const names = (await digestsNow(deps)).map((digest) => digest.name);
  return new UnknownDigestError(name, closestName(name, names));
}
