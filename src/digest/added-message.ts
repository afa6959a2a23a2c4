import { escapeMrkdwn, mention, mrkdwnCode, slackDate } from '../report/escape-mrkdwn.ts';
import { section, type ThreadMessage } from '../report/thread/thread-message.ts';
import type { Digest } from './digest.ts';
import { nextLoud } from './due-runs.ts';
import { formatQuietHours } from './quiet-times.ts';

/** Says in a channel what will be posted there, who wished it, and how to be rid of it. */
export function addedMessage(digest: Digest, nowMs: number): ThreadMessage {
  const { name, addedBy } = digest;
  const by = addedBy === undefined ? '' : ` ${mention(addedBy)} set it up.`;
  const line = `*Digest ${escapeMrkdwn(name, 60)}* comes here: ${scheduleWords(digest)}, the first one ${slackDate(nextLoud(digest, nowMs))}.${by} ${mrkdwnCode(`/leakcheck digest remove ${name}`)} ends it.`;
  return { text: line.replaceAll('*', ''), blocks: [section([line])] };
}

/** When it is due and about what: `0 9 * * 1-5` by Europe/Berlin · payments, orders. */
export function scheduleWords(
  { cron, timeZone, services, quietHours, weekends }: Digest,
  most = mostNamed,
): string {
  return [
    `${mrkdwnCode(cron)} by the clocks of ${escapeMrkdwn(timeZone, 60)}`,
    services === undefined ? 'all services' : servicesWords(services, most),
    ...(quietHours === undefined ? [] : [`quiet from ${formatQuietHours(quietHours).replace('-', ' to ')}`]),
    ...(weekends ? [] : ['not on weekends']),
  ].join(' · ');
}

const mostNamed = 6;

/** And no more than fit beside all else that is said of a digest. */
const namesRoom = 1_200;

function servicesWords(services: readonly string[], most: number): string {
  const named: string[] = [];
  let room = namesRoom;
  for (const name of services.slice(0, most).map((service) => escapeMrkdwn(service, 60))) {
    room -= name.length + 2;
    if (room < 0) break;
    named.push(name);
  }
  const more = services.length - named.length;
  return more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
}
