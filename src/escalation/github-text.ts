import type { Notice } from '../check/escalation-sender.ts';
import { escapeMarkdown, proseMarkdown } from '../report/escape-markdown.ts';

/** Names the incident that an issue is about, unseen by people. */
export function issueMark({ dedupKey }: Pick<Notice, 'dedupKey'>): string {
  return `<!-- ${dedupKey} -->`;
}

/** Names the notice that an issue or a comment tells. */
export function noticeMark({ id }: Pick<Notice, 'id'>): string {
  return `<!-- leakcheck-notice:${id} -->`;
}

export function issueBody(notice: Notice): string {
  return [
    ...introduction(notice),
    ...factLines(notice),
    ...noteLines(notice),
    ...linkLines(notice),
    'What leakcheck finds of this leak later is told in comments.',
    `${issueMark(notice)}\n${noticeMark(notice)}`,
  ].join('\n\n');
}

export function commentBody(notice: Notice): string {
  const headline = {
    trigger: 'Told again',
    seen: 'Seen again',
    resolve: 'Resolved',
    acknowledge: 'Acknowledged',
  }[notice.event];
  return [
    `**${headline}:** ${proseMarkdown(notice.title)}`,
    ...(notice.event === 'resolve' ? [] : factLines(notice)),
    ...noteLines(notice),
    ...linkLines(notice),
    noticeMark(notice),
  ].join('\n\n');
}

function introduction({ title, service }: Notice): string[] {
  return [
    `leakcheck was asked to tell the owners of **${escapeMarkdown(service)}**: ${proseMarkdown(title)}`,
  ];
}

function factLines({ facts }: Notice): string[] {
  return facts.length === 0
    ? []
    : [facts.map(({ label, text }) => `- **${label}:** ${proseMarkdown(text)}`).join('\n')];
}

function noteLines({ note }: Notice): string[] {
  return note === ''
    ? []
    : [
        note
          .split('\n')
          .map((line) => `> ${escapeMarkdown(line)}`)
          .join('\n'),
      ];
}

function linkLines({ permalink }: Notice): string[] {
  return permalink === undefined ? [] : [`[The report in Slack](${permalink})`];
}
