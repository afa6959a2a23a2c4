import type { Check } from './check.ts';
import type { CheckPlan } from './plan.ts';

/** The thread, as the jobs need it. */
export type Publisher = {
  /** Best effort and at once: edits the root message when it can, delays and throws nothing. */
  progress(check: Check): void;
  /**
   * Posts the stored report and then finishes the check in the store; what was posted before is not posted again. Throws a
   * PostError, or a ReportMissingError.
   */
  publish(check: Check, plan: CheckPlan): Promise<void>;
  /** Says in the thread that there will be no verdict, why, and what to do; nothing where there is no thread. Throws a PostError. */
  fail(check: Check, problem: { readonly reason: string; readonly nextStep: string }): Promise<void>;
};
