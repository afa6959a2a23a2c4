import type { KnownBlock } from '@slack/types';
import { escapeMrkdwn, mrkdwnCode, slackDate } from '../report/escape-mrkdwn.ts';
import { shortFunction } from '../report/go-name.ts';
import { context, section, type ThreadMessage } from '../report/thread/thread-message.ts';
import { formatPerMinute, plural } from '../report/units.ts';
import { type DigestFacts, isAllHealthy, type News, newsOf, openIncidents } from './facts.ts';
import { inOrder } from './order.ts';
import { mostRows, servicesTable } from './table.ts';

const mostNews = 8;

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
    const resolved = newsLines(news.filter(({ kind }) => kind === 'resolved'));
    return { text, blocks: [section([...intro, ...resolved])] };
  }
  const services = inOrder(facts.services);
  const groups = (['back', 'new', 'resolved'] as const)
    .map((kind) => newsLines(news.filter((each) => each.kind === kind)))
    .filter((lines) => lines.length > 0);
  const blocks: KnownBlock[] = [
    section(intro),
    servicesTable(services.slice(0, mostRows)),
    ...(chart === undefined
      ? []
      : [{ type: 'image' as const, slack_file: { id: chart.fileId }, alt_text: chart.altText }]),
    ...groups.map((lines) => section(lines)),
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

const titles: Readonly<Record<News['kind'], string>> = { new: 'New', back: 'Back', resolved: 'Resolved' };

function newsLines(news: readonly News[]): string[] {
  const shown = news.slice(0, mostNews).map(newsLine);
  const more = news.length - shown.length;
  return more > 0 ? [...shown, `… and ${more} more`] : shown;
}

function newsLine({ kind, service, incident }: News): string {
  const { culprit, last, status } = incident;
  const subject = `*${titles[kind]}:* ${escapeMrkdwn(service, 60)}, ${mrkdwnCode(shortFunction(culprit), 120)}`;
  if (kind !== 'resolved') return `${subject} ${formatPerMinute(last.perMinute, incident.kind)}`;
  const by = status.is === 'resolved' && status.by !== undefined ? ` by <@${status.by}>` : '';
  const at = status.is === 'resolved' ? `, ${slackDate(status.atMs)}` : '';
  return `${subject}${by}${at}`;
}

function footer({ nextMs }: DigestFacts, services: number): string {
  const folded = services - mostRows;
  const rest = folded > 0 ? `${plural(folded, 'more service')} and details` : 'Details';
  return `${rest} in the thread · the next one is due ${slackDate(nextMs)}`;
}
