import { whyForbidden } from '../check/forbidden-address.ts';
import { bareUrl } from './bare-url.ts';
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
  const url = allowedUrl(text.replaceAll('{{host}}', anyHost), pageAllowed);
  if (url.pathname === '/' || url.pathname.includes(':'))
    throw new FieldError('has no path of a page', pageAllowed);
  return text;
}

/** The base url of a Prometheus, always with a slash at its end. Throws a FieldError. */
export function parsePrometheusUrl(value: unknown): string {
  const text = textOf(value).trim();
  const url = allowedUrl(text, prometheusAllowed);
  if (/\/api(?:\/v1(?:\/query)?)?\/?$/.test(url.pathname)) {
    throw new FieldError('ends in the path of an API: leave it out, leakcheck adds it', prometheusAllowed);
  }
  return url.pathname.endsWith('/') ? url.href : `${url.href}/`;
}

function allowedUrl(text: string, allowed: string): URL {
  const url = bareUrl(text, allowed);
  const why = whyForbidden(url.hostname);
  if (why !== undefined) {
    throw new FieldError(`is ${why}: nothing is asked there`, allowed);
  }
  return url;
}
