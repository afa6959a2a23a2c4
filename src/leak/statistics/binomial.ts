import { incompleteBeta } from './incomplete-beta.ts';

/** P(X ≥ successes) for X binomial over `trials` fair tosses: the exact one-sided sign test. 1 without trials. */
export function signTest(successes: number, trials: number): number {
  if (successes <= 0) return 1;
  if (successes > trials) return 0;
  return incompleteBeta(0.5, successes, trials - successes + 1);
}
