import type { RateLimit } from '../access/rate-limit.ts';
import { parseDuration } from '../check/duration.ts';
import { FieldError, textOf } from './field.ts';

const allowed = 'such as 10 in 10m: 1 to 1000 checks in 10s to 24h; or none for no limit';

/** Reads `10 in 10m`, or `none`. */
export function rateLimitOf(value: unknown): RateLimit | 'none' {
  const text = textOf(value).trim().toLowerCase();
  if (text === 'none') return 'none';
  const [, count, length] = /^(\d{1,4})\s+in\s+(\S.*)$/.exec(text) ?? [];
  if (count === undefined || length === undefined)
    throw new FieldError('is not a number of checks in a time', allowed);
  const window = parseDuration(length);
  if ('problem' in window) throw new FieldError(`has a time that ${window.problem}`, allowed);
  const checks = Number(count);
  if (checks < 1 || checks > 1_000 || window.ms < 10_000 || window.ms > 86_400_000) {
    throw new FieldError('is out of range', allowed);
  }
  return { checks, windowMs: window.ms };
}
