import { setImmediate as turn } from 'node:timers/promises';
import { Agent, type Dispatcher } from 'undici';
import type { Expected, FetchedProfile, Target, TargetClient, TargetRequest } from '../check/target.ts';
import { TargetError } from '../check/target-error.ts';
import { Deadline } from './deadline.ts';
import { codeOf, type Failure, targetError } from './failure.ts';
import { guardedConnector, type HostLookup } from './guarded-connector.ts';
import { BodyTooLargeError, readStart, readWithin } from './read-body.ts';
import { statusFailure } from './status-failure.ts';
import { thinHeapText } from './thin-heap-text.ts';
import { transportFailure } from './transport-failure.ts';
import { usableBody } from './usable-body.ts';

const mebibyte = 1024 * 1024;

export type HttpTargetClientOptions = {
  /** Bytes read from the socket at most; 64 MiB unless told. Of a heap text so many are kept, and up to 16 times as many read. */
  readonly maxServedBytes?: number;
  /** Bytes that an answer may inflate to; 256 MiB unless told. */
  readonly maxInflatedBytes?: number;
  readonly connectTimeoutMs?: number;
  /** From the request to the answer's head; a forced GC of a big heap happens meanwhile. */
  readonly firstByteTimeoutMs?: number;
  /** Between two pieces of the body. */
  readonly idleTimeoutMs?: number;
  /** For the whole request, however lively the target is. */
  readonly totalTimeoutMs?: number;
  readonly lookup?: HostLookup | undefined;
  readonly now?: () => number;
};

type Limits = Required<Omit<HttpTargetClientOptions, 'lookup'>> & { readonly lookup: HostLookup | undefined };

const defaults: Limits = {
  maxServedBytes: 64 * mebibyte,
  maxInflatedBytes: 256 * mebibyte,
  connectTimeoutMs: 5_000,
  firstByteTimeoutMs: 30_000,
  idleTimeoutMs: 15_000,
  totalTimeoutMs: 120_000,
  lookup: undefined,
  now: Date.now,
};

/** Most of a heap text is names that are left out as it arrives: it may be this many times as large as what is kept. */
const heapTextFactor = 16;

/** Metrics are parsed while other captures wait for the same thread: what is larger than this is not worth that. */
const largestOf: Readonly<Record<Expected, number>> = {
  profile: Number.POSITIVE_INFINITY,
  text: Number.POSITIVE_INFINITY,
  'heap-text': Number.POSITIVE_INFINITY,
  metrics: 16 * mebibyte,
  json: mebibyte,
};

/**
 * Fetches profiles over HTTP from targets that are not trusted: only allowed addresses, no redirects, no compression
 * but gzip, and caps on time, on bytes served and on what they inflate to. Connections are kept per target until close().
 */
export function createHttpTargetClient(
  options: HttpTargetClientOptions = {},
): TargetClient & { close(): Promise<void> } {
  const limits: Limits = { ...defaults, ...options };
  const agents = new Map<string, Agent>();
  return {
    fetch: (request) => fetchProfile(request, agentFor(agents, request.target, limits), limits),
    close: async () => {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
      agents.clear();
    },
  };
}

/** One agent per authority: a connection that trusts one must not be used for a target that names another. */
function agentFor(agents: Map<string, Agent>, { tlsCa }: Target, limits: Limits): Agent {
  const key = tlsCa ?? '';
  const agent = agents.get(key) ?? createAgent(tlsCa, limits);
  agents.set(key, agent);
  return agent;
}

function createAgent(tlsCa: string | undefined, limits: Limits): Agent {
  return new Agent({
    connect: guardedConnector({ tlsCa, connectTimeoutMs: limits.connectTimeoutMs, lookup: limits.lookup }),
    headersTimeout: limits.firstByteTimeoutMs,
    bodyTimeout: limits.idleTimeoutMs,
  });
}

async function fetchProfile(request: TargetRequest, agent: Agent, limits: Limits): Promise<FetchedProfile> {
  const deadline = new Deadline(request.signal, limits.totalTimeoutMs);
  let phase: 'connecting' | 'reading' = 'connecting';
  try {
    deadline.signal.throwIfAborted();
    const response = await agent.request(requestOptions(request, deadline.signal));
    const answeredAtMs = limits.now();
    phase = 'reading';
    const bytes = await usableAnswer(request, response, { ...limits, signal: deadline.signal });
    // undici takes a connection up again one turn after its answer's end: whoever asked sooner would open another one.
    await turn();
    return { bytes, answeredAtMs };
  } catch (error) {
    throw asTargetError(request.target, error, { deadline, phase });
  } finally {
    deadline.clear();
  }
}

async function usableAnswer(
  { target, endpoint, expect }: TargetRequest,
  response: Dispatcher.ResponseData,
  limits: Limits & { readonly signal: AbortSignal },
): Promise<Uint8Array> {
  const header = (name: string) => [response.headers[name]].flat()[0];
  if (response.statusCode !== 200) {
    const fromPprof = header('x-go-pprof') === '1';
    const explanation = await readStart(response.body, fromPprof ? 1024 : 0);
    const status = response.statusCode;
    throw targetError(
      target,
      statusFailure({ target, endpoint, status, location: header('location'), fromPprof, explanation }),
    );
  }
  const contentEncoding = header('content-encoding');
  const maxInflatedBytes = Math.min(limits.maxInflatedBytes, largestOf[expect]);
  const maxKeptBytes = Math.min(limits.maxServedBytes, largestOf[expect]);
  const caps =
    expect === 'heap-text' && contentEncoding === undefined
      ? { maxKeptBytes, maxServedBytes: maxKeptBytes * heapTextFactor, thin: thinHeapText }
      : { maxKeptBytes, maxServedBytes: maxKeptBytes };
  const served = await readWithin(response.body, header('content-length'), caps);
  const body = await usableBody(served, { expect, contentEncoding }, { ...limits, maxInflatedBytes });
  if ('failure' in body) {
    throw targetError(target, body.failure);
  }
  return body.bytes;
}

function requestOptions({ target, endpoint }: TargetRequest, signal: AbortSignal): Dispatcher.RequestOptions {
  const { origin, pathname, search } = endpointUrl(target, endpoint);
  return {
    origin,
    path: `${pathname}${search}`,
    method: 'GET',
    headers: { ...target.headers, 'accept-encoding': 'identity', 'user-agent': 'leakcheck' },
    signal,
  };
}

function endpointUrl(target: Target, endpoint: string): URL {
  const base = new URL(target.url);
  const url = new URL(endpoint, base);
  if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) {
    throw new TypeError(`The endpoint leads out of the target ${target.name}`);
  }
  return url;
}

function asTargetError(
  target: Target,
  error: unknown,
  { deadline, phase }: { deadline: Deadline; phase: 'connecting' | 'reading' },
): unknown {
  if (error instanceof TargetError) {
    return error;
  }
  const failure =
    deadline.failure() ??
    tooLargeFailure(error) ??
    transportFailure(target, error, phase) ??
    otherFailure(error);
  return failure === undefined ? error : targetError(target, failure);
}

function tooLargeFailure(error: unknown): Failure | undefined {
  return error instanceof BodyTooLargeError
    ? {
        code: 'too-large',
        happened: `sent more than ${Math.round(error.maxBytes / mebibyte)} MiB`,
        nextStep: 'No profile should be that big: check what answers at this url.',
      }
    : undefined;
}

/** An error with a code that no one has met yet is still the target's; one without a code is a fault in this program. */
function otherFailure(error: unknown): Failure | undefined {
  const code = codeOf(error);
  return code === undefined
    ? undefined
    : {
        code: 'reset',
        happened: `could not be asked (${code})`,
        nextStep: 'Try again; if it stays, the log of leakcheck says more.',
        cause: error,
      };
}
