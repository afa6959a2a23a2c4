import { incompleteBeta } from './incomplete-beta.ts';

/** P(T > t) for Student's t with `df` degrees of freedom. */
export function studentTail(t: number, df: number): number {
  if (t === Number.POSITIVE_INFINITY) return 0;
  if (t === Number.NEGATIVE_INFINITY) return 1;
  const half = 0.5 * incompleteBeta(df / (df + t * t), df / 2, 0.5);
  return t >= 0 ? half : 1 - half;
}

/** The t whose upper tail is `tail` (0 < tail < 0.5), by bisection. */
export function studentQuantile(tail: number, df: number): number {
  let low = 0;
  let high = 1e4;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (studentTail(middle, df) > tail) low = middle;
    else high = middle;
  }
  return high;
}
