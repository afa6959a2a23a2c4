import { performance } from 'node:perf_hooks';
import type { Args } from './args.ts';
import { type Faults, faults } from './faults.ts';
import { timestamps } from './ids.ts';
import type { Setup } from './options.ts';
import { rateLimiter } from './rate-limit.ts';
import { type ResponseUrls, responseUrls } from './response-url.ts';
import { Store } from './store.ts';
import { switches } from './switches.ts';
import { type Triggers, triggers } from './triggers.ts';

/** One Web API call as it was answered; also uploads (`upload`) and posts to a response_url (`response_url`). */
export interface ApiCall {
  readonly method: string;
  readonly args: Args;
  readonly atMs: number;
  /** Slack's error code, the ordered fault, or `ok`. */
  readonly outcome: string;
}

/** What every part of the workspace shares. `baseUrl` is known only once the server listens. */
export interface World {
  readonly setup: Setup;
  readonly store: Store;
  readonly faults: Faults;
  readonly calls: ApiCall[];
  readonly nextTs: () => string;
  readonly nowMs: () => number;
  /** Of `chat.postMessage` and `chat.update`: seconds to wait, 0 to go on. */
  readonly takeToken: ReturnType<typeof rateLimiter>;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly switches: ReturnType<typeof switches>;
  readonly baseUrl: () => string;
}

export function world(setup: Setup, baseUrl: () => string): World {
  const { limits } = setup;
  const monotonicMs = () => performance.now();
  const store = new Store(setup);
  return {
    setup,
    store,
    faults: faults(),
    calls: [],
    nextTs: timestamps(Date.now),
    nowMs: Date.now,
    takeToken: rateLimiter(monotonicMs),
    triggers: triggers(monotonicMs, limits.triggerLifeMs),
    responseUrls: responseUrls(monotonicMs, limits.responseUrlUses, limits.responseUrlLifeMs),
    switches: switches(setup.switches, () => store.tell({ kind: 'switches' })),
    baseUrl,
  };
}
