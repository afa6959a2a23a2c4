import { createChartRenderer } from './chart/render-chart.ts';
import { type AnalysisRequest, analyseCaptures } from './check/analyse-captures.ts';
import type { Analysis } from './check/analyser.ts';
import { createFileProfileStore } from './store/file-profile-store.ts';

/** One analysis as it crosses to the thread: plain data, no function and no secret. */
export type AnalysisTask = AnalysisRequest & { readonly directory: string };

const charts = createChartRenderer();

/** The composition root of an analysis thread: reads the captures from the profile directory itself. */
export default function analyseInThread({ directory, ...request }: AnalysisTask): Promise<Analysis> {
  // Reading only: sweeping is for the process that owns the limits.
  const store = createFileProfileStore({
    directory,
    maxBytes: Number.MAX_SAFE_INTEGER,
    maxAgeMs: Number.MAX_SAFE_INTEGER,
  });
  return analyseCaptures({ store, charts }, request);
}
