import type { CheckPlan } from './plan.ts';

/** Some replicas of a plan, one after another, that are captured together: one of so many. */
export type CaptureBatch = {
  readonly index: number;
  readonly of: number;
  /** Index of its first replica in the plan. */
  readonly firstReplica: number;
  readonly replicas: CheckPlan['replicas'];
};

/** All of them are asked at the same time; of a service with more, several workers can each take some. */
const mostReplicas = 32;

/** At least one, and as equal as can be. A plan always has the same ones. */
export function captureBatches({ replicas }: Pick<CheckPlan, 'replicas'>): readonly CaptureBatch[] {
  const of = Math.max(1, Math.ceil(replicas.length / mostReplicas));
  const startOf = (index: number) => Math.round((index * replicas.length) / of);
  return Array.from({ length: of }, (_, index) => {
    const firstReplica = startOf(index);
    return { index, of, firstReplica, replicas: replicas.slice(firstReplica, startOf(index + 1)) };
  });
}
