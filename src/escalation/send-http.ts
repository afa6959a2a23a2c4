import { Agent, type buildConnector, type Dispatcher } from 'undici';
import { SendError } from '../check/escalation-sender.ts';

export type HttpOptions = {
  /** Judges each address that is connected to. */
  readonly connect: buildConnector.connector;
  /** For a whole exchange, the connection included; 10 seconds unless told. */
  readonly timeoutMs?: number;
};

export type HttpRequest = {
  readonly method: 'HEAD' | 'GET' | 'POST' | 'PATCH';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether the answer's body says what the status does not. */
  readonly reads: boolean;
};

export type HttpAnswer = {
  readonly status: number;
  /** Of the headers `retry-after` and `x-ratelimit-reset`. */
  readonly retryAfterMs: number | undefined;
  /** Empty unless it was to be read. */
  readonly body: string;
};

export type Http = { exchange(request: HttpRequest): Promise<HttpAnswer>; close(): Promise<void> };

const mostBytes = 8 * 1024 * 1024;
const longestWaitMs = 60 * 60_000;

/**
 * HTTP to places that are not trusted: no redirects, no connection used twice (what one answers beyond its answer is lost with it), a
 * bound on time and bytes. Throws a SendError that may be tried again, and which names neither url nor header.
 */
export function createHttp({ connect, timeoutMs = 10_000 }: HttpOptions): Http {
  const agent = new Agent({ connect });
  return {
    exchange: async (request) => {
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        const response = await agent.request(dispatchOptions(request, signal));
        const body = request.reads ? await readText(response) : dropped(response);
        return { status: response.statusCode, retryAfterMs: retryAfterOf(response), body };
      } catch (error) {
        throw signal.aborted ? noAnswer(timeoutMs) : unreachable(error);
      }
    },
    close: () => agent.destroy(),
  };
}

function dispatchOptions(
  { method, url, headers, body }: HttpRequest,
  signal: AbortSignal,
): Dispatcher.RequestOptions {
  return {
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method,
    headers: { 'user-agent': 'leakcheck', 'accept-encoding': 'identity', ...headers },
    body: body ?? null,
    reset: true,
    signal,
  };
}

async function readText({ body }: Dispatcher.ResponseData): Promise<string> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    total += chunk.length;
    if (total > mostBytes) {
      const nextStep = 'Check what answers there: no answer should be that large.';
      throw new SendError({ kind: 'refused', message: 'it answers more than 8 MiB', nextStep });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The status has said all: whatever becomes of the rest of the answer changes nothing. */
function dropped({ body }: Dispatcher.ResponseData): string {
  body.once('error', () => undefined);
  body.destroy();
  return '';
}

function retryAfterOf({ headers }: Dispatcher.ResponseData): number | undefined {
  const header = (name: string) => [headers[name]].flat()[0];
  const after = header('retry-after');
  const resets = header('x-ratelimit-remaining') === '0' ? Number(header('x-ratelimit-reset')) : Number.NaN;
  const untilMs =
    after === undefined
      ? resets * 1_000 - Date.now()
      : /^\d+$/.test(after)
        ? Number(after) * 1_000
        : Date.parse(after) - Date.now();
  return Number.isNaN(untilMs) ? undefined : Math.min(Math.max(untilMs, 0), longestWaitMs);
}

function noAnswer(timeoutMs: number): SendError {
  const message = `no answer within ${timeoutMs / 1_000} seconds`;
  return new SendError({
    kind: 'again',
    message,
    nextStep: 'Check whether it is up, and that this worker may reach it.',
  });
}

/** Of undici's error only the code is told: its message may hold the address, and its url a secret. */
function unreachable(error: unknown): unknown {
  if (error instanceof SendError) return error;
  const code = codeOf(error);
  if (code === undefined) return error;
  if (code === 'ERR_FORBIDDEN_ADDRESS') {
    const nextStep = 'Name another host in the services file.';
    return new SendError({
      kind: 'refused',
      message: 'its address is one that leakcheck never contacts',
      nextStep,
    });
  }
  const nextStep = 'Check its address, and that this worker may reach it.';
  return new SendError({ kind: 'again', message: `the connection failed (${code})`, nextStep });
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string' && /^[A-Z0-9_]{2,60}$/.test(error.code))
    return error.code;
  return 'cause' in error ? codeOf(error.cause) : undefined;
}
