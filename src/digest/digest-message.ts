import type { KnownBlock } from '@slack/types';
import { escapeMrkdwn, slackDate } from '../report/escape-mrkdwn.ts';
import { context, section, type ThreadMessage } from '../report/thread/thread-message.ts';
import { plural } from '../report/units.ts';
import { type DigestFacts, isAllHealthy, type News, newsOf, openIncidents } from './facts.ts';
import { newsGroups } from './news-lines.ts';
import { inOrder } from './order.ts';
import { mostRows, servicesTable } from './table.ts';

/** The one message of a digest in its channel; `chart` is a file that Slack has already. */
export function digestMessage(
  facts: DigestFacts,
  chart?: { readonly fileId: string; readonly altText: string },
): ThreadMessage {
  const news = newsOf(facts);
  const line = overallLine(facts, news);
  const intro = [line, ...lateLines(facts)];
  const text = intro.join(' ').replaceAll('*', '');
  if (isAllHealthy(facts)) {
    return { text, blocks: [section([...intro, ...newsGroups(news).flat()])] };
  }
  const services = inOrder(facts.services);
  const blocks: KnownBlock[] = [
    section(intro),
    servicesTable(services.slice(0, mostRows)),
    ...(chart === undefined
      ? []
      : [{ type: 'image' as const, slack_file: { id: chart.fileId }, alt_text: chart.altText }]),
    ...newsGroups(news).map((lines) => section(lines)),
    context([footer(facts, services.length)]),
  ];
  return { text, blocks };
}

const lateWords = {
  missed: 'while leakcheck was not running',
  refused: 'but Slack did not take it then',
} as const;

/** A reader must not take one that is late for one on time. */
function lateLines({ late, dueMs }: DigestFacts): string[] {
  return late === undefined
    ? []
    : [`*Late:* this one was due ${slackDate(dueMs)}, ${lateWords[late]}. It tells of now.`];
}

function overallLine(facts: DigestFacts, news: readonly News[]): string {
  const { name, services, isFirst, sinceMs } = facts;
  const title = `*Digest ${escapeMrkdwn(name, 60)}:*`;
  const since = isFirst ? 'since it was set up' : `since ${slackDate(sinceMs)}`;
  const counted = newsCounts(news);
  if (services.length === 0) return `${title} there is no service to check.`;
  if (isAllHealthy(facts)) {
    const all = services.length === 1 ? 'the one service is' : `all ${services.length} services are`;
    return [`${title} ${all} healthy`, ...(counted === '' ? [] : [`${counted} ${since}`])].join(' · ');
  }
  const change = counted === '' ? `nothing new ${since}` : `${counted} ${since}`;
  return `${title} ${verdictCounts(facts)} · ${change}`;
}

function verdictCounts({ services }: DigestFacts): string {
  const count = (wanted: string) =>
    services.filter(({ checked }) => ('verdict' in checked ? checked.verdict : 'unchecked') === wanted)
      .length;
  const open = services.reduce((sum, facts) => sum + openIncidents(facts).length, 0);
  const parts = [
    [count('leak'), 'leaking'],
    [count('suspect'), 'suspect'],
    [count('inconclusive'), 'inconclusive'],
    [count('unchecked'), 'not checked'],
    [count('healthy'), 'healthy'],
  ] as const;
  const words = parts.flatMap(([number, word]) => (number === 0 ? [] : [`${number} ${word}`])).join(', ');
  return `${plural(services.length, 'service')}, ${words} · ${plural(open, 'open leak')}`;
}

function newsCounts(news: readonly News[]): string {
  return (['new', 'back', 'resolved'] as const)
    .flatMap((kind) => {
      const count = news.filter((each) => each.kind === kind).length;
      return count === 0 ? [] : [`*${count} ${kind}*`];
    })
    .join(', ');
}

function footer({ nextMs }: DigestFacts, services: number): string {
  const folded = services - mostRows;
  const rest = folded > 0 ? `${plural(folded, 'more service')} and details` : 'Details';
  return `${rest} in the thread · the next one is due ${slackDate(nextMs)}`;
}
