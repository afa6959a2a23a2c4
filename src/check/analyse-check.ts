import type { Analyser } from './analyser.ts';
import type { CheckStore } from './check-store.ts';
import type { CheckPlan } from './plan.ts';
import { previousCheck } from './previous-check.ts';
import type { ProfileStore } from './profile-store.ts';
import { untilAborted } from './until-aborted.ts';
import { withinTime } from './within-time.ts';

/** The newest of them; what is older than the profile store keeps is gone anyway. */
const mostEarlierChecks = 10;
/** An analysis takes seconds; one that does not end must not keep its check from ending. */
const longestAnalysisMs = 3 * 60_000;

/**
 * Analyses a check's captures and keeps the result beside them, unless that was done before. The report is stored last: where
 * it is, the rest is. Throws what the analyser and the stores throw, and the signal's reason.
 */
export async function analyseCheck(
  deps: {
    readonly analyser: Analyser;
    readonly profiles: ProfileStore;
    readonly store: Pick<CheckStore, 'get' | 'history'>;
  },
  plan: CheckPlan,
  stop: AbortSignal,
): Promise<void> {
  const { analyser, profiles, store } = deps;
  if ((await profiles.getArtefact(plan.check, 'report.json')) !== undefined) return;
  // The report tells of the last one: a workspace is told of its own.
  const team = (await store.get(plan.check))?.team;
  const earlier = await store.history({ service: plan.service, limit: mostEarlierChecks, team });
  const ids = earlier.map(({ id }) => id);
  const { report, growthChart, stacksChart, processes } = await withinTime(
    { signal: stop, ms: longestAnalysisMs },
    (within) => untilAborted(analyser.analyse(plan, within, ids), within),
  );
  if (growthChart !== undefined) await profiles.putArtefact(plan.check, 'growth.png', growthChart);
  if (stacksChart !== undefined) await profiles.putArtefact(plan.check, 'stacks.png', stacksChart);
  await profiles.putArtefact(plan.check, 'processes.json', json(processes));
  const previous = await previousCheck(profiles, earlier, plan.check);
  const told = previous === undefined ? report : { ...report, previous };
  await profiles.putArtefact(plan.check, 'report.json', json(told));
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
