import type { KnownBlock } from '@slack/types';
import type { Person } from '../../access/permissions.ts';
import { UnreadableIncidentsError } from '../../check/incident-store.ts';
import { linkTo } from '../../check/link-to.ts';
import type { Message } from '../../check/poster.ts';
import { rightTo } from '../../check/rights.ts';
import { asOf } from '../../incident/as-of.ts';
import { stateOf } from '../../incident/finding-state.ts';
import type { Incident, IncidentThread } from '../../incident/incident.ts';
import { escapeMrkdwn, mrkdwnCode } from '../../report/escape-mrkdwn.ts';
import { shortFunction } from '../../report/go-name.ts';
import { incidentSentence, incidentTurns } from '../../report/incident-sentence.ts';
import { slackShow } from '../../report/shows.ts';
import { incidentButtons } from '../../report/thread/incidents-message.ts';
import { section } from '../../report/thread/thread-message.ts';
import { plural } from '../../report/units.ts';
import type { ListenerDeps } from '../listener-deps.ts';
import { pagedMessage, pageOf } from '../paged-list.ts';

type Deps = ListenerDeps;
type Leak = { readonly service: string; readonly incident: Incident };

/** Each with a link of its own, which is a question to Slack; of one service each has its story and its buttons as well. */
const perPage = { ofAll: 8, ofOne: 4 };

/**
 * The leaks that are known of one service or of all (of those that are `among` some, where these are named), those that wait for somebody first; of one service with what the person may do about
 * each. Undefined when there is none. Throws a StoreUnavailableError.
 */
export async function incidentsReply(
  deps: Deps,
  asked: {
    readonly service: string | undefined;
    readonly among?: readonly string[];
    readonly person: Person;
    readonly page: number;
  },
): Promise<Message | undefined> {
  const { service, person, page, among = deps.services.map(({ name }) => name) } = asked;
  const services = service === undefined ? among : [service];
  const read = await Promise.all(services.map((each) => leaksOf(deps, each)));
  const all = read
    .flatMap(({ leaks }) => leaks)
    .sort((a, b) => rank(a.incident) - rank(b.incident) || b.incident.last.atMs - a.incident.last.atMs);
  const unreadable = read.flatMap(({ problem }) => problem ?? []);
  if (all.length === 0 && unreadable.length === 0) return undefined;
  const isOne = service !== undefined;
  const shown = pageOf(all, { page, perPage: isOne ? perPage.ofOne : perPage.ofAll });
  const mayAct = isOne && (await rightTo(deps, { service, action: 'silence', person })).may;
  const items = await Promise.all(
    shown.items.map(
      (leak, index): Promise<string | KnownBlock[]> =>
        isOne ? leakBlocks(deps, leak, mayAct ? index : undefined) : leakLine(deps, leak),
    ),
  );
  const footer = isOne
    ? 'What can be done about a leak stands under it in the thread of every report, too.'
    : 'For what can be done about each, name its service: `/leakcheck incidents payments`.';
  return pagedMessage({
    ...shown,
    list: { kind: 'incidents', ...(isOne ? { service } : {}) },
    title: `*${plural(all.length, 'leak')} known*, those that nobody has taken first:`,
    items,
    footer: [footer, ...unreadable],
  });
}

/** A service whose leaks cannot be read hides nothing of the others. */
async function leaksOf(
  { incidents, clock, logger }: Deps,
  service: string,
): Promise<{ readonly leaks: readonly Leak[]; readonly problem?: string }> {
  try {
    const known = await incidents.of(service);
    return { leaks: known.map((incident) => ({ service, incident: asOf(incident, clock()) })) };
  } catch (error) {
    if (!(error instanceof UnreadableIncidentsError)) throw error;
    logger.error({ err: error, service }, 'incidents cannot be read');
    const name = `*${escapeMrkdwn(service, 80)}*`;
    return {
      leaks: [],
      problem: `What is known of ${name} cannot be read from Redis: who runs leakcheck finds why in its log. Its checks go on.`,
    };
  }
}

async function leakLine(deps: Deps, leak: Leak): Promise<string> {
  const { service, incident } = leak;
  const { kind, last, culprit, thread } = incident;
  const sentence = incidentSentence(stateOf(incident), { kind, perMinute: last.perMinute }, slackShow);
  const name = mrkdwnCode(shortFunction(culprit), 160);
  return `• *${escapeMrkdwn(service, 80)}* · ${name} · ${sentence}${await threadLink(deps, thread)}`;
}

/** With the whole story; `number` tells its buttons from those of the others. */
async function leakBlocks(deps: Deps, leak: Leak, number: number | undefined): Promise<KnownBlock[]> {
  const { service, incident } = leak;
  const line = await leakLine(deps, leak);
  const button = { check: incident.last.check, service, incident: incident.fingerprint };
  return [
    section([line, `      ${incidentTurns(incident, slackShow)}`]),
    ...(number === undefined ? [] : [incidentButtons(number, { button, state: incident })]),
  ];
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

async function threadLink(
  deps: Pick<Deps, 'poster' | 'logger'>,
  thread: IncidentThread | undefined,
): Promise<string> {
  const link = await linkTo(deps, thread);
  return link === undefined ? '' : ` · <${link}|its thread>`;
}
