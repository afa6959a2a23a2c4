import { escapeMrkdwn, mention, mrkdwnCode, slackDate } from '../report/escape-mrkdwn.ts';
import { shortFunction } from '../report/go-name.ts';
import { formatPerMinute } from '../report/units.ts';
import type { News } from './facts.ts';

/** So many of each kind stand in the digest itself. */
const mostNews = 8;
const kinds = ['back', 'new', 'resolved'] as const;

/** What became of leaks, a group for each kind that there is; of many only how many more the thread has. */
export function newsGroups(news: readonly News[]): readonly (readonly string[])[] {
  return kinds
    .map((kind) => news.filter((each) => each.kind === kind))
    .filter((group) => group.length > 0)
    .map((group) => {
      const shown = group.slice(0, mostNews).map(newsLine);
      const more = group.length - shown.length;
      return more > 0 ? [...shown, `… and ${more} more in the thread`] : shown;
    });
}

/** What the digest itself has no room for. */
export function newsLeftOut(news: readonly News[]): readonly string[] {
  return kinds.flatMap((kind) =>
    news
      .filter((each) => each.kind === kind)
      .slice(mostNews)
      .map(newsLine),
  );
}

const titles: Readonly<Record<News['kind'], string>> = { new: 'New', back: 'Back', resolved: 'Resolved' };

function newsLine({ kind, service, incident }: News): string {
  const { culprit, last, status } = incident;
  const subject = `*${titles[kind]}:* ${escapeMrkdwn(service, 60)}, ${mrkdwnCode(shortFunction(culprit), 120)}`;
  if (kind !== 'resolved') return `${subject} ${formatPerMinute(last.perMinute, incident.kind)}`;
  const by = status.is === 'resolved' && status.by !== undefined ? ` by ${mention(status.by)}` : '';
  const at = status.is === 'resolved' ? `, ${slackDate(status.atMs)}` : '';
  return `${subject}${by}${at}`;
}
