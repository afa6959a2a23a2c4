import { parseDuration } from '../check/duration.ts';
import { FieldError, field, textOf } from './field.ts';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

const hour = 3_600_000;

/** An empty variable is what compose files and shells make of one that is not set. */
export function isUnset(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value.trim() === '');
}

export function optionalField<T>(read: (value: unknown) => T) {
  return field((value) => (isUnset(value) ? undefined : read(value)));
}

/** `read` says what is allowed, also where nothing is set. */
export function requiredField<T>(read: (value: unknown) => T, options: { readonly secret?: boolean } = {}) {
  return field((value) => {
    if (!isUnset(value)) return read(value);
    throw new FieldError('is not set', allowedBy(read));
  }, options);
}

function allowedBy(read: (value: unknown) => unknown): string | undefined {
  try {
    read('?');
    return undefined;
  } catch (error) {
    if (error instanceof FieldError) return error.allowed;
    throw error;
  }
}

export function defaultedField<T>(standard: string, read: (value: unknown) => T) {
  return field((value) => read(isUnset(value) ? standard : value));
}

export function tokenField(prefix: string, where: string) {
  const allowed = `${prefix}…, ${where} of the app's pages at api.slack.com/apps`;
  return field(
    (value) => {
      if (isUnset(value)) {
        throw new FieldError('is not set', allowed);
      }
      return tokenOf(value, { prefix, allowed });
    },
    { secret: true },
  );
}

function tokenOf(value: unknown, { prefix, allowed }: { prefix: string; allowed: string }): string {
  const token = textOf(value).trim();
  if (!token.startsWith(prefix) || !/^[\x21-\x7e]{6,}$/.test(token)) {
    throw new FieldError(`is not a token that begins with ${prefix}`, allowed);
  }
  return token;
}

/**
 * The app token, with which the bot opens a socket, or the signing secret, with which Slack signs HTTP requests: exactly one of
 * SLACK_APP_TOKEN and SLACK_SIGNING_SECRET, which are given in this order.
 */
export function deliverySecretOf(
  value: unknown,
): { readonly appToken: string } | { readonly signingSecret: string } {
  const [appToken, signingSecret] = Array.isArray(value) ? value : [];
  const page = "of Basic Information of the app's pages at api.slack.com/apps";
  const socket = `xapp-…, an app-level token with connections:write, ${page}`;
  if (isUnset(appToken) && isUnset(signingSecret)) {
    throw new FieldError('is not set', `${socket}; or SLACK_SIGNING_SECRET to be reached over HTTP`);
  }
  if (isUnset(signingSecret)) return { appToken: tokenOf(appToken, { prefix: 'xapp-', allowed: socket }) };
  if (!isUnset(appToken)) {
    throw new FieldError(
      'is set, and so is SLACK_SIGNING_SECRET',
      'one of them: SLACK_APP_TOKEN for Socket Mode, SLACK_SIGNING_SECRET for HTTP',
    );
  }
  const secret = textOf(signingSecret).trim();
  if (/^[\da-f]{16,128}$/i.test(secret)) return { signingSecret: secret };
  throw new FieldError(
    'is not set, and SLACK_SIGNING_SECRET is no signing secret',
    `the Signing Secret ${page}`,
  );
}

export type ListenAddress = { readonly host: string; readonly port: number };

/** `host:port`, an IPv6 address in brackets, or a port of all addresses. */
export function listenAddressOf(value: unknown): ListenAddress {
  const parts = /^(?:(?<host>[\w.-]+|\[[\da-f:.]+\]):)?(?<port>\d{1,5})$/i.exec(textOf(value).trim())?.groups;
  const port = Number(parts?.port ?? Number.NaN);
  if (!(port <= 65_535))
    throw new FieldError('is not an address to listen on', '127.0.0.1:3000, or 0.0.0.0:3000');
  return { host: (parts?.host ?? '0.0.0.0').replace(/^\[|\]$/g, ''), port };
}

export function apiUrlOf(value: unknown): string {
  const text = textOf(value).trim();
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text) || /[?#@]/.test(text)) {
    throw new FieldError('is not the base url of a Web API', 'https://slack.com/api/');
  }
  return text.endsWith('/') ? text : `${text}/`;
}

export function redisUrlOf(value: unknown): string {
  const text = textOf(value).trim();
  if (!/^rediss?:\/\//i.test(text) || !URL.canParse(text) || new URL(text).hostname === '') {
    throw new FieldError('is not the url of a Redis', 'redis://host:6379, or rediss:// for TLS');
  }
  return text;
}

export function prefixOf(value: unknown): string {
  const text = textOf(value).trim();
  if (!/^[\w.-]*\{[\w.-]+\}[\w.-]*$/.test(text)) {
    throw new FieldError('has no hash tag in braces', '{leakcheck}, or another word in braces');
  }
  return text;
}

export function ageOf(value: unknown): number {
  const age = parseDuration(textOf(value));
  const allowed = '1h to 8760h, for example 72h or 7d';
  if ('problem' in age) {
    throw new FieldError(age.problem, allowed);
  }
  if (age.ms < hour || age.ms > 8760 * hour) {
    throw new FieldError(age.ms < hour ? 'is too short' : 'is too long', allowed);
  }
  return age.ms;
}

export function countOf(least: number, most: number): (value: unknown) => number {
  return (value) => {
    const text = textOf(value).trim();
    const count = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
    if (!(count >= least && count <= most)) {
      throw new FieldError('is not a whole number in range', `${least} to ${most}`);
    }
    return count;
  };
}

export function logLevelOf(value: unknown): LogLevel {
  const text = textOf(value).trim().toLowerCase();
  const level = logLevels.find((known) => known === text);
  if (level === undefined) {
    throw new FieldError('is not a log level', logLevels.join(', '));
  }
  return level;
}
