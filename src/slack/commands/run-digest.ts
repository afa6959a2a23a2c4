import { addDigest, pauseDigest, removeDigest, resumeDigest } from '../../check/digests/change-digests.ts';
import type { DigestRecord } from '../../check/digests/digest-store.ts';
import { digestsNow, unreadableDigests } from '../../check/digests/digests-now.ts';
import type { Message } from '../../check/poster.ts';
import { demandAdmin } from '../../check/rights.ts';
import { scheduleWords } from '../../digest/added-message.ts';
import type { Digest } from '../../digest/digest.ts';
import { nextLoud } from '../../digest/due-runs.ts';
import { escapeMrkdwn, mention, proseMrkdwn, slackDate } from '../../report/escape-mrkdwn.ts';
import { plural } from '../../report/units.ts';
import type { Asker, ListenerDeps } from '../listener-deps.ts';
import { pagedMessage, pageOfLines } from '../paged-list.ts';
import { replyMessage } from '../reply-message.ts';
import type { DigestAsk } from './parse-digest.ts';

/** Does what somebody asked about digests, and answers the message for that person alone. Throws what the use cases throw. */
export async function runDigest(
  deps: ListenerDeps,
  ask: DigestAsk,
  asker: Asker & { readonly page?: number | undefined },
): Promise<Message> {
  await deps.store.ping();
  // Where no admins are named, whoever may ask may also change digests, as with all that has no rule.
  if (ask.action !== 'list' && deps.access().admins !== undefined) await demandAdmin(deps, asker);
  switch (ask.action) {
    case 'list':
      return await digestsReply(deps, asker.page ?? 0);
    case 'add': {
      const digest = { ...ask.draft, channel: ask.draft.channel ?? asker.channel, addedBy: asker.user };
      await addDigest(deps, digest, asker);
      return replyMessage(
        `Digest *${escapeMrkdwn(digest.name, 60)}* is set up in <#${digest.channel}>: ${scheduleWords(digest)}. ${nextWords(digest, deps.clock())}`,
        '`/leakcheck digest list` shows it, with whatever goes wrong with it.',
      );
    }
    case 'pause':
      await pauseDigest(deps, { name: ask.name, by: asker.user });
      return replyMessage(
        `Digest *${escapeMrkdwn(ask.name, 60)}* is paused: nothing is checked or posted for it.`,
        `\`/leakcheck digest resume ${escapeMrkdwn(ask.name, 60)}\` lets it go on; what was due meanwhile is not made up for.`,
      );
    case 'resume': {
      const digest = await resumeDigest(deps, ask.name);
      return replyMessage(
        `Digest *${escapeMrkdwn(ask.name, 60)}* goes on. ${nextWords(digest, deps.clock())}`,
      );
    }
    case 'remove':
      await removeDigest(deps, ask.name);
      return replyMessage(
        `Digest *${escapeMrkdwn(ask.name, 60)}* is removed. What its checks found stays known.`,
      );
  }
}

const perPage = 10;

async function digestsReply(deps: ListenerDeps, page: number): Promise<Message> {
  const all = await digestsNow(deps);
  const unreadable = await unreadableDigests(deps);
  if (all.length + unreadable.length === 0) {
    return replyMessage(
      'There is no digest.',
      '`/leakcheck digest add morning 0 9 * * 1-5 Europe/Berlin` has one posted in this channel on weekdays at 9.',
    );
  }
  const lines = await Promise.all(
    all.map(async (digest) => digestLine(digest, await deps.digests.recordOf(digest.name), deps.clock())),
  );
  return pagedMessage({
    ...pageOfLines([...lines, ...unreadable.map(unreadableLine)], { page, perPage }),
    list: { kind: 'digests' },
    title: `*${plural(all.length + unreadable.length, 'digest')}:*`,
    footer: ['`/leakcheck digest pause`, `resume` and `remove` take a name.'],
  });
}

function unreadableLine(name: string): string {
  const shown = escapeMrkdwn(name, 60);
  return (
    `• *${shown}* · *cannot be read*: another version of leakcheck, or somebody else, wrote it, and nothing is posted for it. ` +
    `Next step: \`/leakcheck digest remove ${shown}\`, and add it anew.`
  );
}

/** So many services of one are named in its line. */
const mostServices = 40;

function digestLine(digest: Digest, { pause, problem, memory }: DigestRecord, nowMs: number): string {
  const from = digest.addedBy === undefined ? 'in the services file' : `added by ${mention(digest.addedBy)}`;
  const parts = [
    `• *${escapeMrkdwn(digest.name, 60)}* in <#${digest.channel}>`,
    scheduleWords(digest, mostServices),
    pause === undefined
      ? nextWords(digest, nowMs).slice(0, -1)
      : `*paused* by ${mention(pause.by)}, ${slackDate(pause.atMs)}`,
    ...(memory === undefined ? [] : [`last one ${slackDate(memory.atMs)}`]),
    from,
    ...(problem === undefined
      ? []
      : [
          `*not posted* ${slackDate(problem.dueMs)}: ${proseMrkdwn(problem.problem, 200)}. Next step: ${proseMrkdwn(problem.nextStep, 300)}`,
        ]),
  ];
  return parts.join(' · ');
}

function nextWords(digest: Digest, nowMs: number): string {
  return `The next one is due ${slackDate(nextLoud(digest, nowMs))}.`;
}
