import type { GrowthChart, StacksChart } from '../report/chart-data.ts';
import { growthChart } from '../report/growth-chart.ts';
import { stacksChart } from '../report/stacks-chart.ts';
import type { Analysis } from './analyser.ts';
import { diagnoseCaptures } from './diagnose-check.ts';
import { withEarlierBases } from './earlier-bases.ts';
import type { CheckPlan } from './plan.ts';
import { processRecord } from './process-record.ts';
import type { ProfileStore } from './profile-store.ts';
import { readCaptures } from './read-captures.ts';
import type { AnalysedService } from './service.ts';

/** Draws charts as PNG; CPU work. */
export type ChartRenderer = {
  growth(chart: GrowthChart): Uint8Array;
  stacks(chart: StacksChart): Uint8Array;
};

/** What is analysed: a check's captures, the service as its configuration has it, and ids of its earlier checks. */
export type AnalysisRequest = {
  readonly plan: CheckPlan;
  readonly service: AnalysedService;
  readonly earlierChecks: readonly string[];
};

/** From stored captures to a report and its pictures, in the calling thread. Throws what the store throws. */
export async function analyseCaptures(
  deps: { readonly store: ProfileStore; readonly charts: ChartRenderer },
  { plan, service, earlierChecks }: AnalysisRequest,
): Promise<Analysis> {
  const captured = await readCaptures(deps.store, plan);
  const stored = await withEarlierBases(deps.store, plan, { stored: captured, checks: earlierChecks });
  const report = diagnoseCaptures(stored, plan, service);
  const growth = growthChart(report);
  const stacks = stacksChart(report);
  return {
    report,
    growthChart: growth && deps.charts.growth(growth),
    stacksChart: stacks && deps.charts.stacks(stacks),
    processes: processRecord(plan, stored, service.modulePrefixes),
  };
}
