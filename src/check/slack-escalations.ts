import { escapeMrkdwn, mention, proseMrkdwn } from '../report/escape-mrkdwn.ts';
import { context, section } from '../report/thread/thread-message.ts';
import { threadOf } from './check.ts';
import type { Escalation, EscalationChannel } from './escalation.ts';
import { type PostOnceDeps, postOnce } from './post-once.ts';
import type { Message } from './poster.ts';
import type { Owner } from './service.ts';

/** The two ways that lead over Slack: a mention in the check's thread, a message in the owner's channel. */
export function slackEscalations(deps: PostOnceDeps): readonly EscalationChannel[] {
  return [
    {
      name: 'this thread',
      reaches: () => true,
      tell: async (escalation) => {
        const { check } = escalation;
        const to = { channel: check.channel, threadTs: threadOf(check) };
        await postOnce(deps, {
          check: check.id,
          key: 'escalation-thread',
          to,
          message: inThread(escalation),
        });
      },
    },
    {
      name: "the owner's channel",
      reaches: ({ channel }) => channel !== undefined,
      tell: async (escalation) => {
        const { check, owner } = escalation;
        if (owner.channel !== undefined) {
          const to = { channel: owner.channel, threadTs: undefined };
          await postOnce(deps, {
            check: check.id,
            key: 'escalation-channel',
            to,
            message: inChannel(escalation),
          });
        }
      },
    },
  ];
}

/** `@payments-oncall` for a user group, else the owner's name. */
export function ownerMention(owner: Owner): string {
  return owner.userGroup !== undefined && /^S[A-Z0-9]+$/.test(owner.userGroup)
    ? `<!subteam^${owner.userGroup}>`
    : `*${escapeMrkdwn(owner.label, 80)}*`;
}

function inThread(escalation: Escalation): Message {
  const { owner, by } = escalation;
  const place = owner.channel === undefined ? '' : ` and in <#${owner.channel}>`;
  const line = `${ownerMention(owner)} ${mention(by)} asks you to look at this check. Told here${place}.`;
  const lines = [line, ...noteLines(escalation)];
  return { text: lines.join('\n'), blocks: [section(lines)] };
}

function inChannel(escalation: Escalation): Message {
  const { check, owner, by, summary, permalink } = escalation;
  const headline = `${ownerMention(owner)} ${mention(by)} escalates *${escapeMrkdwn(check.service, 80)}* from <#${check.channel}>`;
  const lines = [headline, ...summary.map((each) => proseMrkdwn(each, 800)), ...noteLines(escalation)];
  const link = permalink === undefined ? [] : [`<${permalink}|Open the report>`];
  return {
    text: [...lines, ...link].join('\n'),
    blocks: [section([...lines, ...link]), context([`Check \`${check.id}\``])],
  };
}

function noteLines({ note }: Escalation): string[] {
  return note === '' ? [] : note.split('\n').map((line) => `&gt; ${escapeMrkdwn(line, 500)}`);
}
