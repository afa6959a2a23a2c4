import type { GrowthChart, StacksChart } from '../report/chart-data.ts';
import { growthChart } from '../report/growth-chart.ts';
import { stacksChart } from '../report/stacks-chart.ts';
import type { Analysis } from './analyser.ts';
import { diagnoseCheck } from './diagnose-check.ts';
import type { CheckPlan } from './plan.ts';
import type { ProfileStore } from './profile-store.ts';
import type { AnalysedService } from './service.ts';

/** Draws charts as PNG; CPU work. */
export type ChartRenderer = {
  growth(chart: GrowthChart): Uint8Array;
  stacks(chart: StacksChart): Uint8Array;
};

/** From stored captures to a report and its pictures, in the calling thread. Throws what the store throws. */
export async function analyseCaptures(
  deps: { readonly store: ProfileStore; readonly charts: ChartRenderer },
  plan: CheckPlan,
  service: AnalysedService,
): Promise<Analysis> {
  const report = await diagnoseCheck(deps.store, plan, service);
  const growth = growthChart(report);
  const stacks = stacksChart(report);
  return {
    report,
    growthChart: growth && deps.charts.growth(growth),
    stacksChart: stacks && deps.charts.stacks(stacks),
  };
}
