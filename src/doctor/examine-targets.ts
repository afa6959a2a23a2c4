import { createHttpTargetClient } from '../capture/http-target-client.ts';
import type { Service } from '../check/service.ts';
import type { Target } from '../check/target.ts';
import { withinTime } from '../check/within-time.ts';
import type { Examination } from './examination.ts';
import { examineMetrics } from './examine-metrics.ts';
import { examineTarget, targetExamination } from './examine-target.ts';

const concurrency = 16;

/** Shorter than in a check: a person waits, and no collection is forced. */
const patience = {
  connectTimeoutMs: 3_000,
  firstByteTimeoutMs: 5_000,
  idleTimeoutMs: 3_000,
  totalTimeoutMs: 8_000,
};

type Named = { readonly service: string; readonly target: Target };

/** Examines every target of every service and its metrics, a few at a time. What `allMs` does not suffice for is said, not waited for. */
export async function examineTargets(
  services: readonly Service[],
  { signal, allMs }: { readonly signal: AbortSignal; readonly allMs: number },
): Promise<readonly Examination[]> {
  const targets = createHttpTargetClient(patience);
  const endsAtMs = performance.now() + allMs;
  const examineOne = async ({ service, target }: Named): Promise<readonly Examination[]> => {
    const ms = endsAtMs - performance.now();
    if (ms <= 0) return [notAsked({ service, target }, allMs)];
    // A signal for each: every request listens to its own, and many listeners of one are taken for a leak.
    return withinTime({ signal, ms }, async (within) => {
      const asked = { targets, target, signal: within };
      const [examination, metrics] = await Promise.all([
        examineTarget(service, asked),
        examineMetrics(service, asked),
      ]);
      signal.throwIfAborted();
      if (within.aborted && examination.state === 'fail') return [notAsked({ service, target }, allMs)];
      return [examination, ...metrics];
    });
  };
  try {
    const named = services.flatMap(({ name, targets: all }) =>
      all.map((target) => ({ service: name, target })),
    );
    return (await eachOf(named, examineOne)).flat();
  } finally {
    await targets.close();
  }
}

/** Results in the order of the items, at most `concurrency` under way. */
async function eachOf<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  const rest = items.entries();
  const runner = async () => {
    for (const [index, item] of rest) results[index] = await run(item);
  };
  await Promise.all(Array.from({ length: concurrency }, runner));
  return results;
}

function notAsked({ service, target }: Named, allMs: number): Examination {
  return {
    name: targetExamination(service, target),
    state: 'warn',
    says: `not examined: the ${Math.round(allMs / 1000)} s for all targets were over`,
    nextStep: 'See to the targets that do not answer, and run doctor again.',
  };
}
