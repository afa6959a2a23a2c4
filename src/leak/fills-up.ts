import type { Trend } from './trend.ts';

/** A second half slower than this share of the first. */
const fullRatio = 0.5;

/** Whether a series fills up to a bound, as pools and caches do: a healthy shape, which the verdict names. */
export function fillsUp({ shape, halvesRatio }: Trend): boolean {
  const slows = shape === 'plateau' || shape === 'uneven';
  return slows && halvesRatio !== undefined && halvesRatio < fullRatio;
}
