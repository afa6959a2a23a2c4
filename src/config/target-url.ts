import { whyForbidden } from '../check/forbidden-address.ts';
import { bareUrl } from './bare-url.ts';
import { FieldError, textOf } from './field.ts';

const allowed =
  'http://host:port or https://host:port, with the path of net/http/pprof where it is not /debug/pprof/';

const endpoints = 'allocs|block|cmdline|goroutine|goroutineleak|heap|mutex|profile|symbol|threadcreate|trace';

/**
 * The base url of a target's pprof endpoints: /debug/pprof/ where the path is empty, always with a slash at its end.
 * Throws a FieldError, whose message does not repeat the value.
 */
export function parseTargetUrl(value: unknown): string {
  const text = textOf(value).trim();
  const url = bareUrl(text, allowed);
  assertBase(url);
  if (url.pathname === '/') {
    url.pathname = '/debug/pprof/';
  } else if (!url.pathname.endsWith('/')) {
    url.pathname += '/';
  }
  return url.href;
}

/** What people call a target that has no name of its own: host and port. */
export function nameOfUrl(url: string): string {
  return new URL(url).host;
}

function assertBase(url: URL): void {
  const why = whyForbidden(url.hostname);
  if (why !== undefined) {
    throw new FieldError(`is ${why}: no service may be checked there`, allowed);
  }
  const endpoint = new RegExp(`/pprof/(${endpoints})/?$`).exec(url.pathname)?.[1];
  if (endpoint !== undefined) {
    throw new FieldError(`ends in one profile: leave \`${endpoint}\` out, leakcheck adds it`, allowed);
  }
}
