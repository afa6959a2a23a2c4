import type { Person } from '../access/permissions.ts';
import { formatWindow } from '../report/units.ts';
import type { Check } from './check.ts';
import { closestName } from './closest-name.ts';
import { type KnownThread, knownThread, sayWhereItRuns } from './join-known.ts';
import { captureCount } from './plan.ts';
import type { RequestDeps } from './request-deps.ts';
import { ChannelNotAllowedError, UnknownServiceError } from './request-errors.ts';
import { reserve } from './reserve.ts';
import { demandRight, rightTo } from './rights.ts';
import type { Service } from './service.ts';
import { startWithinLimits } from './start-within-limits.ts';
import { maxWindowMs, minWindowMs, parseWindow, WindowError } from './window.ts';

/** A check as somebody asks for it. */
export type CheckQuestion = {
  readonly service: string;
  /** As written, or in milliseconds; undefined takes the service's default. */
  readonly window: string | number | undefined;
  /** Slack user id. */
  readonly requestedBy: string;
  readonly channel: string;
  readonly threadTs: string | undefined;
};

/**
 * Starts a check: root message first, then the queue. Where all that leaks in the service is known and acknowledged, it runs in
 * the thread of that leak instead of beginning one. Throws UnknownServiceError, ChannelNotAllowedError, NotAllowedError, WindowError,
 * StoreUnavailableError, QueueUnavailableError, AlreadyRunningError, CheckLimitError, NotInChannelError or PostError; after each of them
 * nothing is queued.
 */
export async function requestCheck(deps: RequestDeps, question: CheckQuestion): Promise<Check> {
  const person = { user: question.requestedBy, channel: question.channel };
  const service = await serviceFor(deps, question.service, person);
  allowChannel(service, question.channel);
  await demandRight(deps, { service: service.name, action: 'check', person });
  const windowMs = windowOf(question.window, service);
  await deps.store.ping();
  const known =
    question.threadTs === undefined ? await knownThread(deps, service.name, question.channel) : undefined;
  const check = newCheck(deps, { ...question, service, windowMs, known });
  await reserve(deps, check);
  const started = await startWithinLimits(deps, check, service);
  if (known !== undefined) await sayWhereItRuns(deps, started, known);
  return started;
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

/** The service of this name; for a name that there is not, only services that the person may check are suggested. */
async function serviceFor(deps: RequestDeps, name: string, person: Person): Promise<Service> {
  const service = deps.services.find((each) => each.name === name);
  if (service !== undefined) return service;
  const rights = await Promise.all(
    deps.services.map((each) => rightTo(deps, { service: each.name, action: 'check', person })),
  );
  return findService(
    deps.services.filter((_, index) => rights[index]?.may === true),
    name,
  );
}

/** Throws a ChannelNotAllowedError. */
export function allowChannel(service: Service, channel: string): void {
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
  question: Omit<CheckQuestion, 'service'> & {
    readonly service: Service;
    readonly windowMs: number;
    readonly known: KnownThread | undefined;
  },
): Check {
  const { service, windowMs, requestedBy, channel, threadTs, known } = question;
  return {
    id: deps.newCheckId(),
    service: service.name,
    windowMs,
    requestedBy,
    channel,
    ...(known === undefined ? { threadTs } : { threadTs: known.thread.ts, joinsKnown: true }),
    state: 'requested',
    requestedAtMs: deps.clock(),
    replicas: service.targets.map(({ name }) => name),
    points: captureCount(service, windowMs),
    captured: 0,
    t0Ms: undefined,
    rootTs: undefined,
    outcome: undefined,
  };
}
