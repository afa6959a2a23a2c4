import { whyForbidden } from '../check/forbidden-address.ts';
import { FieldError, textOf } from './field.ts';

const pageAllowed =
  'a path on the port of the profiles such as /metrics, or a url such as http://{{host}}:9102/metrics';
const prometheusAllowed =
  'http://host:port or https://host:port, with the path below which Prometheus answers';

/** What `{{host}}` stands for while the rest of the url is judged. */
const anyHost = 'replica.invalid';

/**
 * The place of a page of metrics: a path, which belongs to the target's own host and port, or a url, in which `{{host}}`
 * stands for the target's host. Throws a FieldError, whose message does not repeat the value.
 */
export function parseMetricsUrl(value: unknown): string {
  const text = textOf(value).trim();
  if (text.startsWith('/')) {
    // Two slashes, or one and a backslash, would begin another host; a colon would make a scheme of the path.
    if (!/^\/[\w.~%+@!$&'()*,;=-][\w.~%+@!$&'()*,;=/-]*$/.test(text))
      throw new FieldError('is not a path', pageAllowed);
    return text;
  }
  const url = urlOf(text.replaceAll('{{host}}', anyHost), pageAllowed);
  assertBare(url, text, pageAllowed);
  if (url.pathname === '/' || url.pathname.includes(':'))
    throw new FieldError('has no path of a page', pageAllowed);
  return text;
}

/** The base url of a Prometheus, always with a slash at its end. Throws a FieldError. */
export function parsePrometheusUrl(value: unknown): string {
  const text = textOf(value).trim();
  const url = urlOf(text, prometheusAllowed);
  assertBare(url, text, prometheusAllowed);
  if (/\/api(?:\/v1(?:\/query)?)?\/?$/.test(url.pathname)) {
    throw new FieldError('ends in the path of an API: leave it out, leakcheck adds it', prometheusAllowed);
  }
  return url.pathname.endsWith('/') ? url.href : `${url.href}/`;
}

function urlOf(text: string, allowed: string): URL {
  if (!/^https?:\/\//i.test(text)) {
    throw new FieldError('does not begin with http:// or https://', allowed);
  }
  if (text.includes('${')) {
    throw new FieldError('holds a variable: only `headers` may', allowed);
  }
  if (!URL.canParse(text) || !/^[a-z0-9._-]+$|^\[/.test(new URL(text).hostname)) {
    throw new FieldError('is not a url', allowed);
  }
  const url = new URL(text);
  const why = whyForbidden(url.hostname);
  if (why !== undefined) {
    throw new FieldError(`is ${why}: nothing is asked there`, allowed);
  }
  return url;
}

function assertBare(url: URL, text: string, allowed: string): void {
  if (url.username !== '' || url.password !== '') {
    throw new FieldError(
      'carries credentials: put them into `headers`, from an environment variable',
      allowed,
    );
  }
  if (/[?#]/.test(text)) {
    throw new FieldError('has a query or a fragment: leave it out', allowed);
  }
}
