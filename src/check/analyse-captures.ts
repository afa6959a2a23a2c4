import type { GrowthChart, StacksChart } from '../report/chart-data.ts';
import { growthChart } from '../report/growth-chart.ts';
import { stacksChart } from '../report/stacks-chart.ts';
import type { Analysis } from './analyser.ts';
import { diagnoseStored } from './diagnose-check.ts';
import type { CheckPlan } from './plan.ts';
import { processRecord } from './process-record.ts';
import type { ProfileReader } from './profile-store.ts';
import type { ReadBefore } from './read-ahead.ts';
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
  deps: {
    readonly store: ProfileReader;
    readonly charts: ChartRenderer;
    readonly before?: ReadBefore | undefined;
  },
  { plan, service, earlierChecks }: AnalysisRequest,
): Promise<Analysis> {
  const { report, stored } = await diagnoseStored(deps.store, plan, {
    service,
    earlierChecks,
    before: deps.before,
  });
  const growth = growthChart(report);
  const stacks = stacksChart(report);
  return {
    report,
    growthChart: growth && deps.charts.growth(growth),
    stacksChart: stacks && deps.charts.stacks(stacks),
    processes: processRecord(plan, stored, service.modulePrefixes),
  };
}
