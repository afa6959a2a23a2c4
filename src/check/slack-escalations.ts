import { escapeMrkdwn, mention, proseMrkdwn } from '../report/escape-mrkdwn.ts';
import { context, section } from '../report/thread/thread-message.ts';
import type { Escalation, EscalationChannel } from './escalation.ts';
import { type PostOnceDeps, postOnce } from './post-once.ts';
import { type Message, PostError, type Poster } from './poster.ts';
import type { Owner } from './service.ts';

/** The two ways that lead over Slack: a mention in the check's thread, a message in the owner's channel. */
export function slackEscalations(
  deps: PostOnceDeps & {
    /** As the bot of another workspace, where leakcheck serves several. */
    readonly posterIn?: (team: string | undefined) => Poster;
  },
): readonly EscalationChannel[] {
  return [
    {
      name: 'this thread',
      reaches: () => true,
      tell: (escalation) => tellInThread(deps, escalation),
    },
    {
      name: "the owner's channel",
      reaches: ({ owner, thread }) => toldInChannel(owner, thread.channel) !== undefined,
      tell: async (escalation) => {
        const { check, key, owner } = escalation;
        if (owner.channel !== undefined) {
          const to = { channel: owner.channel, threadTs: undefined };
          const poster = owner.isElsewhere === true ? deps.posterIn?.(owner.workspace) : undefined;
          const at = { ...deps, poster: poster ?? deps.poster };
          await postOnce(at, { check, key: `${key}-channel`, to, message: inChannel(escalation) });
        }
      },
    },
  ];
}

/** In the channel where the thread was deleted, with what the thread would have said. */
async function tellInThread(deps: PostOnceDeps, escalation: Escalation): Promise<void> {
  const { check, key, thread: to } = escalation;
  try {
    await postOnce(deps, { check, key: `${key}-thread`, to, message: inThread(escalation) });
  } catch (error) {
    if (!(error instanceof PostError) || error.code !== 'thread_not_found') throw error;
    const alone = { channel: to.channel, threadTs: undefined };
    await postOnce(deps, { check, key: `${key}-alone`, to: alone, message: inChannel(escalation) });
  }
}

/**
 * The owner's channel, where a message of its own has to be posted there. The group that is mentioned in a thread of that very channel
 * needs no second message in it.
 */
export function toldInChannel({ channel, userGroup }: Owner, threadChannel: string): string | undefined {
  return channel === threadChannel && userGroup !== undefined ? undefined : channel;
}

/** `@payments-oncall` for a user group, else the owner's name. */
export function ownerMention(owner: Owner): string {
  return owner.userGroup !== undefined && /^S[A-Z0-9]+$/.test(owner.userGroup)
    ? `<!subteam^${owner.userGroup}>`
    : `*${escapeMrkdwn(owner.label, 80)}*`;
}

/** The owner's channel as people here read it. */
export function ownerChannel({ channel = '', isElsewhere = false }: Owner): string {
  return isElsewhere ? 'its channel in another workspace' : `<#${channel}>`;
}

function inThread(escalation: Escalation): Message {
  const { owner, by, why = '', thread } = escalation;
  const channel = toldInChannel(owner, thread.channel);
  const place = channel === undefined ? '' : ` and in ${ownerChannel(owner)}`;
  const asks =
    by === undefined ? `please look at this. ${why}` : `${mention(by)} asks you to look at this check.`;
  const line = `${ownerMention(owner)} ${asks} Told here${place}.`;
  const lines = [line, ...noteLines(escalation)];
  return { text: lines.join('\n'), blocks: [section(lines)] };
}

function inChannel(escalation: Escalation): Message {
  const { service, check, thread, summary, permalink } = escalation;
  const name = `*${escapeMrkdwn(service, 80)}*`;
  const lines = [
    headline(
      escalation,
      `${name} from ${escalation.owner.isElsewhere === true ? 'another workspace' : `<#${thread.channel}>`}`,
    ),
    ...summary.map((each) => proseMrkdwn(each, 800)),
    ...noteLines(escalation),
  ];
  const link = permalink === undefined ? [] : [`<${permalink}|Open the report>`];
  return {
    text: [...lines, ...link].join('\n'),
    blocks: [section([...lines, ...link]), context([`Check \`${check}\``])],
  };
}

function headline({ owner, by, why = '' }: Escalation, what: string): string {
  return by === undefined
    ? `${ownerMention(owner)} ${what}: ${why}`
    : `${ownerMention(owner)} ${personFrom(owner, by)} escalates ${what}`;
}

/** Slack names nobody of another workspace. */
function personFrom({ isElsewhere = false }: Owner, by: string): string {
  return isElsewhere ? 'somebody' : mention(by);
}

function noteLines({ note }: Escalation): string[] {
  return note === '' ? [] : note.split('\n').map((line) => `&gt; ${escapeMrkdwn(line, 500)}`);
}
