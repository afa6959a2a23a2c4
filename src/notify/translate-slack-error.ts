import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { PostError } from '../check/poster.ts';

/** Slack's own errors after which the work may have been done all the same. */
const lostCodes: ReadonlySet<string> = new Set([
  'internal_error',
  'fatal_error',
  'request_timeout',
  'service_unavailable',
]);

const limitedCodes: ReadonlySet<string> = new Set(['ratelimited', 'rate_limited']);

/** Failures of the connection itself: nothing was sent. */
const unreachableCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Says what an error of Slack's client, or of fetch, means for whoever wanted to post. Never holds the token. */
export function translateSlackError(error: unknown): PostError {
  if (error instanceof PostError) {
    return error;
  }
  if (error instanceof WebAPIRateLimitedError) {
    return limited(error.retryAfter * 1000, error);
  }
  if (error instanceof WebAPIPlatformError) {
    return fromPlatform(error);
  }
  if (error instanceof WebAPIHTTPError) {
    return fromStatus(error.statusCode, error);
  }
  return fromConnection(error instanceof WebAPIRequestError ? error.original : error);
}

/** The same for a plain HTTP answer that was not a success. */
export function fromStatus(status: number, cause?: unknown): PostError {
  if (status === 429) {
    return limited(undefined, cause);
  }
  if (status >= 500) {
    return new PostError({ kind: 'lost', message: `Slack answered ${status}.`, cause });
  }
  return new PostError({
    kind: 'refused',
    code: `http_${status}`,
    message: `Slack answered ${status}.`,
    cause,
  });
}

function fromPlatform(error: WebAPIPlatformError): PostError {
  const code = error.data.error;
  if (limitedCodes.has(code)) {
    const seconds = error.data.response_metadata?.retryAfter;
    return limited(seconds === undefined ? undefined : seconds * 1000, error);
  }
  // A body that is no JSON (a proxy's page) comes back as the error's code.
  if (lostCodes.has(code) || !/^[a-z0-9_]{1,80}$/.test(code)) {
    return new PostError({ kind: 'lost', message: 'Slack did not say whether it was done.', cause: error });
  }
  return new PostError({ kind: 'refused', code, message: `Slack refused: ${code}.`, cause: error });
}

function fromConnection(error: unknown): PostError {
  // The client answers a 429 without a usable Retry-After with a bare Error.
  if (error instanceof Error && error.message.startsWith('Retry header did not contain')) {
    return limited(undefined, error);
  }
  if (connectionCodes(error).some((code) => unreachableCodes.has(code))) {
    return new PostError({ kind: 'unreachable', message: 'Slack cannot be reached.', cause: error });
  }
  return new PostError({ kind: 'lost', message: 'The answer of Slack was lost.', cause: error });
}

function limited(retryAfterMs: number | undefined, cause: unknown): PostError {
  return new PostError({
    kind: 'limited',
    message: 'Slack asks to slow down.',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    cause,
  });
}

/** Error codes along the chain of causes: fetch hides the system's error behind its own. */
function connectionCodes(error: unknown): string[] {
  const codes: string[] = [];
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if ('code' in at && typeof at.code === 'string') {
      codes.push(at.code);
    }
  }
  return codes;
}
