import { parseDuration } from '../check/duration.ts';

const shortestWithinMs = 60_000;
const longestWithinMs = 24 * 3_600_000;

export const withinHelp = '1m to 24h, such as 30m';
export const mostAtOnce = 50;

/** How long before it is due a digest's sweep may begin, as people write it: milliseconds, or what is wrong with it. */
export function parseWithin(text: string): { readonly ms: number } | { readonly problem: string } {
  const parsed = parseDuration(text);
  if ('problem' in parsed) return parsed;
  if (parsed.ms < shortestWithinMs) return { problem: 'is too short' };
  return parsed.ms > longestWithinMs ? { problem: 'is too long' } : parsed;
}
