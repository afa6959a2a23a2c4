import { rootFailed } from '../report/thread/root-message.ts';
import type { Check } from './check.ts';
import type { CheckQueue } from './check-queue.ts';
import type { CheckStore } from './check-store.ts';
import { closestName } from './closest-name.ts';
import type { Logger } from './logger.ts';
import type { PostLog } from './post-log.ts';
import { postOnce } from './post-once.ts';
import { PostError, type Poster } from './poster.ts';
import {
  AlreadyRunningError,
  ChannelNotAllowedError,
  NotInChannelError,
  UnknownServiceError,
} from './request-errors.ts';
import { runningRoot, subjectOf } from './running-root.ts';
import type { Service } from './service.ts';
import { formatWindow, maxWindowMs, minWindowMs, parseWindow, WindowError } from './window.ts';

export type RequestDeps = {
  readonly services: readonly Service[];
  readonly store: CheckStore;
  readonly queue: CheckQueue;
  readonly postLog: PostLog;
  readonly poster: Poster;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly newCheckId: () => string;
  readonly logger: Logger;
};

/** A check as somebody asks for it. */
export type CheckQuestion = {
  readonly service: string;
  /** As written, or in milliseconds; undefined takes the service's default. */
  readonly window: string | number | undefined;
  /** Slack user id. */
  readonly requestedBy: string;
  readonly channel: string;
  readonly threadTs: string | undefined;
  /** What tells this delivery from another; undefined where the caller has made sure that it is the only one. */
  readonly delivery: string | undefined;
};

const deliveryKeepMs = 3_600_000;

/**
 * Starts a check: root message first, then the queue. Answers `duplicate`, having done nothing, for a delivery that came
 * before. Throws UnknownServiceError, ChannelNotAllowedError, WindowError, StoreUnavailableError, QueueUnavailableError,
 * AlreadyRunningError, NotInChannelError or PostError; after each of them nothing is queued.
 */
export async function requestCheck(
  deps: RequestDeps,
  question: CheckQuestion,
): Promise<{ readonly kind: 'queued'; readonly check: Check } | { readonly kind: 'duplicate' }> {
  const service = findService(deps.services, question.service);
  allowChannel(service, question.channel);
  const windowMs = windowOf(question.window, service);
  const { delivery } = question;
  if (delivery !== undefined && !(await deps.store.claim(`delivery:${delivery}`, deliveryKeepMs))) {
    return { kind: 'duplicate' };
  }
  await deps.store.ping();
  const check = newCheck(deps, { ...question, service, windowMs });
  await reserve(deps, check);
  return { kind: 'queued', check: await start(deps, check) };
}

/** The service of this name. Throws an UnknownServiceError with the name that was likely meant. */
export function findService(services: readonly Service[], name: string): Service {
  const service = services.find((each) => each.name === name);
  if (service === undefined) {
    const known = services.map((each) => each.name);
    throw new UnknownServiceError(name, { closest: closestName(name, known), known });
  }
  return service;
}

function allowChannel(service: Service, channel: string): void {
  if (service.channels !== undefined && !service.channels.includes(channel)) {
    throw new ChannelNotAllowedError(service.name, service.channels);
  }
}

function windowOf(asked: string | number | undefined, service: Service): number {
  if (typeof asked === 'string') {
    return parseWindow(asked);
  }
  const windowMs = asked ?? service.defaultWindowMs;
  if (windowMs < minWindowMs || windowMs > maxWindowMs) {
    throw new WindowError(formatWindow(windowMs), 'is out of range');
  }
  return windowMs;
}

function newCheck(
  deps: RequestDeps,
  question: Omit<CheckQuestion, 'service'> & { readonly service: Service; readonly windowMs: number },
): Check {
  const { service, windowMs, requestedBy, channel, threadTs } = question;
  return {
    id: deps.newCheckId(),
    service: service.name,
    windowMs,
    requestedBy,
    channel,
    threadTs,
    state: 'requested',
    requestedAtMs: deps.clock(),
    replicas: service.targets.map(({ name }) => name),
    points: 0,
    captured: 0,
    t0Ms: undefined,
    rootTs: undefined,
    outcome: undefined,
  };
}

async function reserve(deps: RequestDeps, check: Check): Promise<void> {
  if (await deps.store.reserve(check)) {
    return;
  }
  const running = await deps.store.running(check.service, check.windowMs);
  // What held the reservation may have ended between the two questions.
  if (running === undefined && (await deps.store.reserve(check))) {
    return;
  }
  throw new AlreadyRunningError(
    check.service,
    running && { id: running.id, permalink: await linkTo(deps, running) },
  );
}

async function linkTo(deps: RequestDeps, check: Check): Promise<string | undefined> {
  if (check.rootTs === undefined) {
    return undefined;
  }
  try {
    return await deps.poster.permalink({ channel: check.channel, ts: check.rootTs });
  } catch (error) {
    deps.logger.warn({ err: error, check: check.id }, 'no link to the running check');
    return undefined;
  }
}

async function start(deps: RequestDeps, check: Check): Promise<Check> {
  const rootTs = await createWithRoot(deps, check);
  const rooted = { ...check, rootTs };
  try {
    await deps.store.setRoot(check.id, rootTs);
    await deps.queue.add({ id: check.id, service: check.service, windowMs: check.windowMs });
  } catch (error) {
    await sayNotQueued(deps, rooted);
    await abandon(deps, check);
    throw error;
  }
  return { ...rooted, state: await noteQueued(deps, check) };
}

async function createWithRoot(deps: RequestDeps, check: Check): Promise<string> {
  try {
    await deps.store.create(check);
    return await postRoot(deps, check);
  } catch (error) {
    await abandon(deps, check);
    const code = error instanceof PostError ? error.code : undefined;
    throw code === 'not_in_channel' || code === 'channel_not_found'
      ? new NotInChannelError('The bot is not in this channel.', { cause: error })
      : error;
  }
}

/** A lost answer is looked for once, at once: whoever asked is waiting, and no job will come back to it. */
async function postRoot(deps: RequestDeps, check: Check): Promise<string> {
  const root = {
    check: check.id,
    key: 'root',
    to: { channel: check.channel, threadTs: check.threadTs },
    message: runningRoot(check, deps.clock()),
  };
  try {
    return (await postOnce(deps, root)).ts;
  } catch (error) {
    if (!(error instanceof PostError) || error.kind !== 'lost') {
      throw error;
    }
    deps.logger.warn({ err: error, check: check.id }, 'answer to the root message lost, looking for it');
    return (await postOnce(deps, root)).ts;
  }
}

/** A worker may have begun by now: then its word on the state stands. The check runs, whatever fails here. */
async function noteQueued(deps: RequestDeps, check: Check): Promise<Check['state']> {
  try {
    const now = await deps.store.get(check.id);
    if (now !== undefined && now.state !== 'requested') {
      return now.state;
    }
    await deps.store.setState(check.id, 'queued');
  } catch (error) {
    deps.logger.warn({ err: error, check: check.id }, 'queued check still recorded as requested');
  }
  return 'queued';
}

async function sayNotQueued(deps: RequestDeps, check: Check & { readonly rootTs: string }): Promise<void> {
  const message = rootFailed(
    'the queue could not be reached, so nothing was queued.',
    'ask again in a minute; if it stays so, the operators of leakcheck should look at Redis.',
    subjectOf(check),
  );
  await quietly(deps, check, () => deps.poster.update({ channel: check.channel, ts: check.rootTs, message }));
}

/** Leaves nothing behind that would block the next request. The store may be the very thing that failed. */
async function abandon(deps: RequestDeps, check: Check): Promise<void> {
  await quietly(deps, check, () => deps.store.setState(check.id, 'failed'));
  await quietly(deps, check, () => deps.store.release(check));
}

async function quietly(deps: RequestDeps, check: Check, tidy: () => Promise<unknown>): Promise<void> {
  try {
    await tidy();
  } catch (error) {
    deps.logger.error({ err: error, check: check.id }, 'could not tidy up after a check that was not queued');
  }
}
