import type { Analyser } from './analyser.ts';
import type { CheckPlan } from './plan.ts';
import type { ProfileStore } from './profile-store.ts';

/**
 * Analyses a check's captures and keeps the result beside them, unless that was done before. The report is stored last: where
 * it is, the charts are. Throws what the analyser and the store throw.
 */
export async function analyseCheck(
  deps: { readonly analyser: Analyser; readonly profiles: ProfileStore },
  plan: CheckPlan,
  signal: AbortSignal,
): Promise<void> {
  const { analyser, profiles } = deps;
  if ((await profiles.getArtefact(plan.check, 'report.json')) !== undefined) return;
  const { report, growthChart, stacksChart } = await analyser.analyse(plan, signal);
  signal.throwIfAborted();
  if (growthChart !== undefined) await profiles.putArtefact(plan.check, 'growth.png', growthChart);
  if (stacksChart !== undefined) await profiles.putArtefact(plan.check, 'stacks.png', stacksChart);
  await profiles.putArtefact(plan.check, 'report.json', new TextEncoder().encode(JSON.stringify(report)));
}
