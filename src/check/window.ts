import { parseDuration } from './duration.ts';

export const minWindowMs = 10_000;
export const maxWindowMs = 24 * 3_600_000;

/** Where neither the request nor the services file names one. */
export const defaultWindowMs = 300_000;

const allowed = '10s to 24h, for example 30s, 5m or 1h30m';

/** A window that cannot be used: what is wrong with it, what was written, what is allowed. */
export class WindowError extends Error {
  override readonly name = 'WindowError';
  /** What was written, shortened. Comes from people: escape it before it is shown. */
  readonly value: string;
  /** What is wrong, to be said after the value: `is too short`. */
  readonly problem: string;
  readonly allowed = allowed;

  constructor(value: string, problem: string) {
    const shown = value.length > 40 ? `${value.slice(0, 40)}…` : value;
    super(`The window "${shown}" ${problem}. Allowed: ${allowed}.`);
    this.value = shown;
    this.problem = problem;
  }
}

/** A window as people write it (`30s`, `5m`, `1h30m`), in milliseconds. Throws a WindowError. */
export function parseWindow(text: string): number {
  const parsed = parseDuration(text);
  if ('problem' in parsed) {
    throw new WindowError(text, parsed.problem);
  }
  if (parsed.ms < minWindowMs) {
    throw new WindowError(text, 'is too short');
  }
  if (parsed.ms > maxWindowMs) {
    throw new WindowError(text, 'is too long');
  }
  return parsed.ms;
}
