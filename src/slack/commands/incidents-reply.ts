import type { Message } from '../../check/poster.ts';
import { stateOf } from '../../incident/finding-state.ts';
import type { Incident, IncidentThread } from '../../incident/incident.ts';
import { escapeMrkdwn, mrkdwnCode } from '../../report/escape-mrkdwn.ts';
import { shortFunction } from '../../report/go-name.ts';
import { incidentSentence, incidentTurns } from '../../report/incident-sentence.ts';
import { slackShow } from '../../report/shows.ts';
import { plural } from '../../report/units.ts';
import type { ListenerDeps } from '../listener-deps.ts';
import { listMessage } from '../reply-message.ts';

/** Each with a link of its own, which is a question to Slack. */
const shown = 10;

/** The leaks that are known of one service or of all, those that wait for somebody first; undefined when there is none. */
export async function incidentsReply(
  deps: Pick<ListenerDeps, 'incidents' | 'poster' | 'logger'>,
  services: readonly string[],
): Promise<Message | undefined> {
  const all = (
    await Promise.all(
      services.map(async (service) =>
        (await deps.incidents.of(service)).map((incident) => ({ service, incident })),
      ),
    )
  )
    .flat()
    .sort((a, b) => rank(a.incident) - rank(b.incident) || b.incident.last.atMs - a.incident.last.atMs);
  if (all.length === 0) return undefined;
  const lines = await Promise.all(
    all.slice(0, shown).map(async ({ service, incident }) => {
      const { kind, last, culprit, thread } = incident;
      const sentence = incidentSentence(stateOf(incident), { kind, perMinute: last.perMinute }, slackShow);
      const name = mrkdwnCode(shortFunction(culprit), 160);
      const line = `• *${escapeMrkdwn(service, 80)}* · ${name} · ${sentence}${await linkTo(deps, thread)}`;
      // Of one service there is room for the whole story.
      return services.length > 1 ? line : `${line}\n      ${incidentTurns(incident, slackShow)}`;
    }),
  );
  const more = all.length - lines.length;
  return listMessage(
    `*${plural(all.length, 'leak')} known*, those that nobody has taken first:`,
    more > 0 ? [...lines, `… and ${more} more.`] : lines,
    ['What can be done about a leak stands under it in the thread of every report.'],
  );
}

const order: readonly Incident['status']['is'][] = [
  'open',
  'acknowledged',
  'snoozed',
  'silenced',
  'resolved',
];

function rank({ status }: Incident): number {
  return order.indexOf(status.is);
}

async function linkTo(
  deps: Pick<ListenerDeps, 'poster' | 'logger'>,
  thread: IncidentThread | undefined,
): Promise<string> {
  if (thread === undefined) return '';
  try {
    const link = await deps.poster.permalink(thread);
    return link === undefined ? '' : ` · <${link}|its thread>`;
  } catch (error) {
    deps.logger.warn({ err: error, thread }, 'no link to the thread of a leak');
    return '';
  }
}
