import type { Incident } from '../../incident/incident.ts';
import type { Check } from '../check.ts';
import type { CheckStore } from '../check-store.ts';
import type { DigestSources } from '../digests/digests-now.ts';
import type { IncidentStore } from '../incident-store.ts';
import type { Logger } from '../logger.ts';
import type { Poster } from '../poster.ts';
import type { RightsDeps } from '../rights.ts';
import type { GroupProblem } from '../user-groups.ts';
import { type HomeDigest, homeDigests } from './home-digests.ts';
import { byUrgency, type KnownLeaks, knownLeaks, openLeaks } from './home-leaks.ts';
import { type HomeService, homeServices } from './home-services.ts';
import { linkTo } from './link-to.ts';

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
    Promise.all(services.map(({ service }) => knownLeaks(deps, service.name))),
    deps.store.unfinished(),
    homeDigests(deps, names),
  ]);
  const running = unfinished.filter(({ service }) => names.has(service));
  const states = services
    .map((each, index) => ({ ...each, leaks: known[index] ?? { incidents: [], areUnreadable: false } }))
    .sort((a, b) => byUrgency(a.leaks, b.leaks));
  const leaks = openLeaks(states.map(({ service, leaks: each }) => ({ service: service.name, ...each })));
  const pages = Math.max(1, Math.ceil(states.length / servicesPerPage));
  const page = Math.min(Math.max(0, wanted), pages - 1);
  const onPage = states.slice(page * servicesPerPage, (page + 1) * servicesPerPage);
  return {
    nowMs: deps.clock(),
    services: {
      shown: await Promise.all(
        onPage.map(async (each) => ({
          ...each,
          last: await lastVerdict(deps, each.service.name),
          running: running.filter(({ service }) => service === each.service.name).length,
        })),
      ),
      page,
      pages,
      total: services.length,
      leaking: new Set(leaks.map(({ service }) => service)).size,
      hidden: deps.services.length - services.length,
    },
    leaks: {
      shown: await Promise.all(
        leaks.slice(0, mostLeaks).map(async (leak) => ({
          ...leak,
          link: await linkTo(deps, leak.incident.thread),
        })),
      ),
      total: leaks.length,
    },
    running: {
      shown: await Promise.all(
        running.slice(0, mostRunning).map(async (check) => ({
          check,
          link: await linkTo(deps, rootOf(check)),
        })),
      ),
      total: running.length,
    },
    digests,
    problems,
  };
}

async function lastVerdict(deps: HomeDeps, service: string): Promise<Check | undefined> {
  const ended = await deps.store.history({ service, limit: looksBack });
  return ended.find(({ outcome }) => outcome !== undefined);
}

function rootOf({ channel, rootTs }: Check) {
  return rootTs === undefined ? undefined : { channel, ts: rootTs };
}
