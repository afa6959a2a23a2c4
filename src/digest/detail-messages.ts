import { escapeMrkdwn, mrkdwnCode, proseMrkdwn, slackDate } from '../report/escape-mrkdwn.ts';
import { section, type ThreadMessage } from '../report/thread/thread-message.ts';
import { plural } from '../report/units.ts';
import { type DigestFacts, isAllHealthy, newsOf, openIncidents, type ServiceFacts } from './facts.ts';
import { newsLeftOut } from './news-lines.ts';
import { inOrder } from './order.ts';
import { mostRows, rowsPerMessage, servicesTable } from './table.ts';

/** What the digest's thread says before the leaks: what did not fit into the digest, and why each service stands as it does. */
export function detailMessages(facts: DigestFacts): readonly ThreadMessage[] {
  const news = chunks(newsLeftOut(newsOf(facts)), newsPerMessage).map((lines) => ({
    text: plural(lines.length, 'more change'),
    blocks: [section(lines)],
  }));
  if (isAllHealthy(facts)) return news;
  const services = inOrder(facts.services);
  const folded = chunks(services.slice(mostRows), rowsPerMessage).map((rows) => ({
    text: `${rows.length} more services`,
    blocks: [servicesTable(rows)],
  }));
  const told = services.filter(needsWords).map(serviceLine);
  const lines = chunks(told, linesPerMessage).map((some) => ({
    text: some.join('\n').replaceAll('*', ''),
    blocks: some.map((line) => section([line])),
  }));
  return [...news, ...folded, ...lines];
}

/** A line has up to 350 characters, and a section 3,000. */
const newsPerMessage = 8;
/** A line has up to 700 characters, and a message of blocks some 13,000. */
const linesPerMessage = 12;

function needsWords(facts: ServiceFacts): boolean {
  const { checked, areIncidentsUnreadable } = facts;
  return (
    areIncidentsUnreadable === true ||
    !('verdict' in checked) ||
    checked.verdict !== 'healthy' ||
    openIncidents(facts).length > 0
  );
}

function serviceLine(facts: ServiceFacts): string {
  const { service, checked } = facts;
  const subject = `*${escapeMrkdwn(service, 60)}*`;
  if (!('verdict' in checked)) return `${subject}: not checked. ${proseMrkdwn(checked.unchecked, 400)}`;
  const { verdict, reason, atMs } = checked;
  const unreadable =
    facts.areIncidentsUnreadable === true
      ? ' What is known of its leaks cannot be read from Redis: the log of the leakcheck worker says why.'
      : '';
  const again = `Check it with ${mrkdwnCode(`/leakcheck ${service}`, 100)}.`;
  return `${subject}: ${verdict}, checked ${slackDate(atMs)}. ${proseMrkdwn(reason, 400)}${unreadable} ${again}`;
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
