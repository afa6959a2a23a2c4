import { logGamma } from './incomplete-beta.ts';

const tail = 0.025;
/** From here on the cube-root approximation is within 0.1 % of the exact bounds. */
const manyEvents = 100;

/**
 * Two-sided 95 % interval of a Poisson mean after `count` events. Exact (Garwood) for the small counts that matter here, then
 * Wilson and Hilferty's cube-root approximation of the chi-square quantiles.
 */
export function poissonInterval95(count: number): readonly [number, number] {
  if (count >= manyEvents) return [cubeRoot(count, -1.959964), cubeRoot(count + 1, 1.959964)];
  const high = meanWhere((mean) => atMost(count, mean) < tail);
  return count <= 0 ? [0, high] : [meanWhere((mean) => 1 - atMost(count - 1, mean) > tail), high];
}

/** The smallest mean at which the condition, false of 0, holds. */
function meanWhere(holds: (mean: number) => boolean): number {
  let low = 0;
  let high = 2 * manyEvents;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** P(X ≤ count) for X Poisson. */
function atMost(count: number, mean: number): number {
  let sum = 0;
  for (let k = 0; k <= count; k++) sum += Math.exp(k * Math.log(mean) - mean - logGamma(k + 1));
  return sum;
}

function cubeRoot(mean: number, z: number): number {
  return mean * (1 - 1 / (9 * mean) + z / (3 * Math.sqrt(mean))) ** 3;
}
