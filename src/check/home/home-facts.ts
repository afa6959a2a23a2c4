import type { Incident } from '../../incident/incident.ts';
import { type Check, rootOf } from '../check.ts';
import type { CheckStore } from '../check-store.ts';
import type { DigestSources } from '../digests/digests-now.ts';
import type { IncidentStore } from '../incident-store.ts';
import { linkTo } from '../link-to.ts';
import type { Logger } from '../logger.ts';
import type { Poster } from '../poster.ts';
import type { RightsDeps } from '../rights.ts';
import type { GroupProblem } from '../user-groups.ts';
import { type HomeDigest, homeDigests } from './home-digests.ts';
import { byUrgency, type KnownLeaks, knownLeaks, openLeaks } from './home-leaks.ts';
import { type HomeService, homeServices } from './home-services.ts';

export type HomeDeps = RightsDeps &
  DigestSources & {
    readonly store: Pick<CheckStore, 'ping' | 'unfinished' | 'history'>;
    readonly incidents: Pick<IncidentStore, 'of'>;
    readonly poster: Pick<Poster, 'permalink'>;
    readonly clock: () => number;
    readonly logger: Logger;
  };

export type HomeLeak = {
  readonly service: string;
  readonly incident: Incident;
  readonly link: string | undefined;
};
export type HomeCheck = { readonly check: Check; readonly link: string | undefined };

/** How a service stands, as far as Home tells it. */
export type HomeServiceState = HomeService & {
  /** The last check that came to a verdict. */
  readonly last: Check | undefined;
  readonly leaks: KnownLeaks;
  readonly running: number;
};

export type HomeFacts = {
  readonly nowMs: number;
  /** One page of the services, those with open leaks first. `page` counts from 0. */
  readonly services: {
    readonly shown: readonly HomeServiceState[];
    readonly page: number;
    readonly pages: number;
    readonly total: number;
    readonly leaking: number;
    /** Of the services file, but not this person's. */
    readonly hidden: number;
  };
  readonly leaks: { readonly shown: readonly HomeLeak[]; readonly total: number };
  readonly running: { readonly shown: readonly HomeCheck[]; readonly total: number };
  readonly digests: { readonly shown: readonly HomeDigest[]; readonly total: number };
  readonly problems: readonly GroupProblem[];
};

export const servicesPerPage = 15;
/** Each with a link, which is a question to Slack. */
const mostLeaks = 8;
const mostRunning = 5;
/** How far back a verdict is looked for behind checks that were cancelled or failed. */
const looksBack = 5;

/**
 * What Home shows to a person: their services with what is open, running and due. However many services there are, Redis is asked a
 * handful of times one after the other (what is asked at once travels together), and Slack for a dozen links at most. Throws a
 * StoreUnavailableError.
 */
export async function homeFacts(
  deps: HomeDeps,
  { user, page: wanted }: { readonly user: string; readonly page: number },
): Promise<HomeFacts> {
  const { services, problems } = await homeServices(deps, user);
  await deps.store.ping();
  const names = new Set(services.map(({ service }) => service.name));
  const [known, unfinished, digests] = await Promise.all([
    Promise.all(
      services.map(async (each) => ({ ...each, leaks: await knownLeaks(deps, each.service.name) })),
    ),
    deps.store.unfinished(),
    homeDigests(deps, names),
  ]);
  const running = unfinished.filter(({ service }) => names.has(service));
  const leaks = openLeaks(known.map(({ service, leaks: each }) => ({ service: service.name, ...each })));
  const [page, shownLeaks, shownRunning] = await Promise.all([
    pageOf(deps, { known, running, wanted }),
    Promise.all(
      leaks.slice(0, mostLeaks).map(async (leak) => ({
        ...leak,
        link: await linkTo(deps, leak.incident.thread),
      })),
    ),
    Promise.all(
      running
        .slice(0, mostRunning)
        .map(async (check) => ({ check, link: await linkTo(deps, rootOf(check)) })),
    ),
  ]);
  return {
    nowMs: deps.clock(),
    services: {
      ...page,
      total: services.length,
      leaking: new Set(leaks.map(({ service }) => service)).size,
      hidden: deps.services.length - services.length,
    },
    leaks: { shown: shownLeaks, total: leaks.length },
    running: { shown: shownRunning, total: running.length },
    digests,
    problems,
  };
}

/** One page of the services, those with the most urgent leaks first; the last one where one beyond it is wanted. */
async function pageOf(
  deps: HomeDeps,
  {
    known,
    running,
    wanted,
  }: {
    readonly known: readonly (HomeService & { readonly leaks: KnownLeaks })[];
    readonly running: readonly Check[];
    readonly wanted: number;
  },
): Promise<Pick<HomeFacts['services'], 'shown' | 'page' | 'pages'>> {
  const pages = Math.max(1, Math.ceil(known.length / servicesPerPage));
  const page = Math.min(Math.max(0, wanted), pages - 1);
  const onPage = [...known]
    .sort((a, b) => byUrgency(a.leaks, b.leaks))
    .slice(page * servicesPerPage, (page + 1) * servicesPerPage);
  const shown = onPage.map(async (each) => ({
    ...each,
    last: await lastVerdict(deps, each.service.name),
    running: running.filter(({ service }) => service === each.service.name).length,
  }));
  return { shown: await Promise.all(shown), page, pages };
}

async function lastVerdict(deps: HomeDeps, service: string): Promise<Check | undefined> {
  const ended = await deps.store.history({ service, limit: looksBack });
  return ended.find(({ outcome }) => outcome !== undefined);
}
