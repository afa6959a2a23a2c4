import { createChartRenderer } from './chart/render-chart.ts';
import { analyseCaptures } from './check/analyse-captures.ts';
import type { Analysis } from './check/analyser.ts';
import type { CheckPlan } from './check/plan.ts';
import type { AnalysedService } from './check/service.ts';
import { createFileProfileStore } from './store/file-profile-store.ts';

/** One analysis as it crosses to the thread: plain data, no function and no secret. */
export type AnalysisTask = {
  readonly directory: string;
  readonly plan: CheckPlan;
  readonly service: AnalysedService;
};

const charts = createChartRenderer();

/** The composition root of an analysis thread: reads the captures from the profile directory itself. */
export default function analyseInThread({ directory, plan, service }: AnalysisTask): Promise<Analysis> {
  // Reading only: sweeping is for the process that owns the limits.
  const store = createFileProfileStore({
    directory,
    maxBytes: Number.MAX_SAFE_INTEGER,
    maxAgeMs: Number.MAX_SAFE_INTEGER,
  });
  return analyseCaptures({ store, charts }, plan, service);
}
