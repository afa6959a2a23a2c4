import { parseDuration } from '../check/duration.ts';
import { whyForbidden } from '../check/forbidden-address.ts';
import { expandVariables, type Variables } from './expand-variables.ts';
import { FieldError, textOf } from './field.ts';

/** What a header may carry. */
export const isHeaderValue = /^[\x21-\x7e]{1,512}$/;

/** A secret with its variables put in. Throws a FieldError, which shows nothing of it. */
export function secretValueOf(value: unknown, env: Variables, shape: RegExp, allowed: string): string {
  const expanded = expandVariables(textOf(value), env).trim();
  if (!shape.test(expanded)) throw new FieldError('is not what it should be', allowed);
  return expanded;
}

/** A url whose path or query may be a secret: its variables are put in, and nothing of it is ever shown. */
export function secretUrlOf(value: unknown, env: Variables): string {
  const allowed = 'http:// or https://, with a path and a query where it needs them';
  const text = expandVariables(textOf(value), env).trim();
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) throw new FieldError('is not a url', allowed);
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    throw new FieldError(
      'carries credentials: put them into `headers`, from an environment variable',
      allowed,
    );
  }
  if (url.hash !== '') throw new FieldError('has a fragment: leave it out', allowed);
  const why = whyForbidden(url.hostname);
  if (why !== undefined) throw new FieldError(`is ${why}: leakcheck contacts nobody there`, allowed);
  return url.href;
}

const shortestMs = 60_000;
const longestMs = 7 * 86_400_000;

/** Reads how long a leak may stay without acknowledgement. Throws a FieldError. */
export function escalateAfterOf(value: unknown): number {
  const allowed = '1m to 7d, for example 30m or 2h';
  const time = parseDuration(textOf(value));
  if ('problem' in time) throw new FieldError(time.problem, allowed);
  if (time.ms < shortestMs) throw new FieldError('is too short', allowed);
  if (time.ms > longestMs) throw new FieldError('is too long', allowed);
  return time.ms;
}
