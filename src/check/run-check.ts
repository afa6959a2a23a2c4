import { setTimeout as wait } from 'node:timers/promises';
import type { Report } from '../report/report.ts';
import { capturePoint } from './capture-point.ts';
import { diagnoseCheck } from './diagnose-check.ts';
import { type CheckPlan, type PlannedPoint, planCheck } from './plan.ts';
import type { CaptureDeps } from './replica-capture.ts';
import type { Service } from './service.ts';

const retryPauseMs = 1_000;

export type RunCheckDeps = CaptureDeps & {
  readonly concurrency: number;
  /** Told after each time point. */
  readonly onCapture: (progress: {
    readonly done: number;
    readonly planned: number;
    readonly endsAtMs: number;
  }) => void;
};

export type RunCheckRequest = {
  readonly check: string;
  readonly service: Service;
  readonly windowMs: number;
  readonly signal: AbortSignal;
};

/**
 * A whole check in this process, without a queue: waits for each time point, captures, then decides. The same plan, captures
 * and diagnosis as in the queue. Throws the signal's reason when aborted, and what the store throws.
 */
export async function runCheck(
  deps: RunCheckDeps,
  request: RunCheckRequest,
): Promise<{ plan: CheckPlan; report: Report }> {
  const plan = planCheck({ ...request, t0Ms: deps.clock() });
  const endsAtMs = plan.t0Ms + plan.windowMs;
  for (const point of plan.points) {
    await wait(Math.max(0, point.dueAtMs - deps.clock()), undefined, { signal: request.signal });
    await captureUntilOver(deps, { plan, point, signal: request.signal });
    deps.onCapture({ done: point.index + 1, planned: plan.points.length, endsAtMs });
  }
  return { plan, report: await diagnoseCheck(deps.store, plan, request.service) };
}

async function captureUntilOver(
  deps: RunCheckDeps,
  capture: { readonly plan: CheckPlan; readonly point: PlannedPoint; readonly signal: AbortSignal },
): Promise<void> {
  for (;;) {
    const outcome = await capturePoint(deps, { ...capture, isCancelled: () => false });
    if (outcome.state !== 'retry') return;
    await wait(retryPauseMs, undefined, { signal: capture.signal });
  }
}
