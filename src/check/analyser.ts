import type { Report } from '../report/report.ts';
import type { CheckPlan } from './plan.ts';
import type { ProcessRecord } from './process-record.ts';

/** The answer to a check with its pictures, kept in the profile store until it has been published. */
export type Analysis = {
  readonly report: Report;
  /** PNG of live heap and goroutines over the window; undefined when nothing was captured. */
  readonly growthChart: Uint8Array | undefined;
  /** PNG of the top growing stacks; undefined when nothing grows. */
  readonly stacksChart: Uint8Array | undefined;
  /** What later checks of the service need to know of this one. */
  readonly processes: ProcessRecord;
};

/**
 * Reads a check's captures and what is known of the service's earlier checks (by their ids), decides and draws: CPU work,
 * off the main thread.
 */
export type Analyser = {
  /** Reads what is captured before the last capture, so that less is left to do after it. A gain only: the analysis needs none. */
  readAhead?(plan: CheckPlan, signal: AbortSignal): Promise<void>;
  analyse(plan: CheckPlan, signal: AbortSignal, earlierChecks: readonly string[]): Promise<Analysis>;
};
