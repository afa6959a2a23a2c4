import type { Trend } from './trend.ts';

/** What even perfect captures leave open, by how many there are: a window is not the night. */
const capsByCaptures = [
  { from: 9, cap: 0.99 },
  { from: 5, cap: 0.97 },
  { from: 0, cap: 0.9 },
] as const;

const youngCap = 0.9;
const suspectShare = 0.6;

/** Chance that growth is a leak: every doubt multiplies in, so it rises with each piece of evidence. */
export function leakConfidence(evidence: {
  readonly trend: Trend;
  /** p-value of the stack's own test, adjusted for how many were tested; 0 where counts are exact. */
  readonly pStack: number;
  readonly captures: number;
  readonly young: boolean;
}): number {
  const certainty = (1 - evidence.trend.pGrowth) * (1 - evidence.trend.pHalves) * (1 - evidence.pStack);
  return clamp(Math.min(certainty, mostConfidence(evidence.captures), evidence.young ? youngCap : 1));
}

/** Chance that growth which the window could not prove to be a leak is one. */
export function suspectConfidence(pGrowth: number): number {
  return clamp((1 - pGrowth) * suspectShare);
}

/** How sure of a leak so many captures can be at most. */
export function mostConfidence(captures: number): number {
  return capsByCaptures.find(({ from }) => captures >= from)?.cap ?? 0;
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
