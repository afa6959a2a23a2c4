import type { Analyser } from './analyser.ts';
import type { CheckPlan } from './plan.ts';
import type { ProfileStore } from './profile-store.ts';
import { untilAborted } from './until-aborted.ts';

/** An analysis takes seconds; one that does not end must not keep its check from ending. */
const longestAnalysisMs = 3 * 60_000;

/**
 * Analyses a check's captures and keeps the result beside them, unless that was done before. The report is stored last: where
 * it is, the charts are. Throws what the analyser and the store throw, and the signal's reason.
 */
export async function analyseCheck(
  deps: { readonly analyser: Analyser; readonly profiles: ProfileStore },
  plan: CheckPlan,
  stop: AbortSignal,
): Promise<void> {
  const { analyser, profiles } = deps;
  if ((await profiles.getArtefact(plan.check, 'report.json')) !== undefined) return;
  const signal = AbortSignal.any([stop, AbortSignal.timeout(longestAnalysisMs)]);
  const { report, growthChart, stacksChart } = await untilAborted(analyser.analyse(plan, signal), signal);
  if (growthChart !== undefined) await profiles.putArtefact(plan.check, 'growth.png', growthChart);
  if (stacksChart !== undefined) await profiles.putArtefact(plan.check, 'stacks.png', stacksChart);
  await profiles.putArtefact(plan.check, 'report.json', new TextEncoder().encode(JSON.stringify(report)));
}
