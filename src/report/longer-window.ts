import type { Report } from './report.ts';

const longestWindowMs = 24 * 3_600_000;

/** The window that "Re-run for longer" runs: the proposed one, else three times this one; undefined when none is longer. */
export function longerWindowMs(report: Pick<Report, 'proposedWindowMs' | 'window'>): number | undefined {
  const wanted = Math.max(report.proposedWindowMs ?? 0, 0) || report.window.ms * 3;
  const windowMs = Math.min(Math.ceil(wanted / 1000) * 1000, longestWindowMs);
  return windowMs > report.window.ms ? windowMs : undefined;
}
