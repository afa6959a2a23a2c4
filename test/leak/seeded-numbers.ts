import { seededRandom } from '../../lab/seeded-random.ts';

/** Seeded numbers for simulations, the same on every run. */
export type SeededNumbers = {
  /** In [0, 1). */
  uniform(): number;
  /** Of a normal distribution with mean 0 and deviation 1. */
  normal(): number;
  /** How many events happen where `mean` are expected (Poisson). */
  poisson(mean: number): number;
};

export function seededNumbers(seed: number): SeededNumbers {
  const random = seededRandom(seed);
  const uniform = () => random(2 ** 32) / 2 ** 32;
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return {
    uniform,
    normal,
    poisson: (mean) => {
      if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
      let events = 0;
      for (let left = Math.exp(-mean), at = uniform(); at > left && events < 500; at *= uniform()) events++;
      return events;
    },
  };
}
