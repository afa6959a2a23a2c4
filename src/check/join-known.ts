import { asOf } from '../incident/as-of.ts';
import type { Incident, IncidentThread } from '../incident/incident.ts';
import { acknowledgedThread } from '../incident/place.ts';
import { escapeMrkdwn, mention, mrkdwnCode } from '../report/escape-mrkdwn.ts';
import { shortFunction } from '../report/go-name.ts';
import { section } from '../report/thread/thread-message.ts';
import type { Check } from './check.ts';
import { type IncidentStore, UnreadableIncidentsError } from './incident-store.ts';
import type { Logger } from './logger.ts';
import { PostError, type Poster } from './poster.ts';

export type JoinDeps = {
  readonly incidents: IncidentStore;
  readonly poster: Pick<Poster, 'permalink' | 'postEphemeral'>;
  readonly clock: () => number;
  readonly logger: Logger;
};

/** The thread of a leak that is known and acknowledged, with a link to it. */
export type KnownThread = {
  readonly incident: Incident;
  readonly thread: IncidentThread;
  readonly link: string;
};

/**
 * Where a check belongs that is asked in this channel, when all that is open of its service is acknowledged: in the first thread of
 * that leak. Undefined when there is no such thread, or when Slack does not show it any more. Throws a StoreUnavailableError.
 */
export async function knownThread(
  deps: JoinDeps,
  service: string,
  channel: string,
): Promise<KnownThread | undefined> {
  try {
    const incidents = await deps.incidents.of(service);
    const now = incidents.map((incident) => asOf(incident, deps.clock()));
    const known = acknowledgedThread(now, channel);
    const link = known && (await deps.poster.permalink(known.thread));
    return known === undefined || link === undefined ? undefined : { ...known, link };
  } catch (error) {
    if (!(error instanceof PostError) && !(error instanceof UnreadableIncidentsError)) throw error;
    deps.logger.warn({ err: error, service }, 'a check starts a thread of its own: no known one was found');
    return undefined;
  }
}

/** Tells who asked, and nobody else, that the answer comes in that thread. The check runs, whatever fails here. */
export async function sayWhereItRuns(
  deps: JoinDeps,
  check: Check,
  { incident, link }: KnownThread,
): Promise<void> {
  const by = incident.status.is === 'acknowledged' ? `, acknowledged by ${mention(incident.status.by)}` : '';
  const name = mrkdwnCode(shortFunction(incident.culprit), 160);
  const text = `What leaks in *${escapeMrkdwn(check.service, 80)}* is known (${name}${by}), so this check runs in <${link}|its thread> and answers you there. If it finds anything else, that gets a message of its own here.`;
  const to = { channel: check.channel, threadTs: undefined };
  try {
    const message = { text, blocks: [section([text])] };
    await deps.poster.postEphemeral({ to, user: check.requestedBy, message });
  } catch (error) {
    deps.logger.warn({ err: error, check: check.id }, 'could not say in which thread a check runs');
  }
}
