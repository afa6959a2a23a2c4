import type { Check } from './check.ts';
import { type CheckProblem, failCheck, failRest } from './fail-check.ts';
import type { CheckPlan } from './plan.ts';
import type { Poster } from './poster.ts';
import { pressLogIn } from './press-log.ts';
import { createProgress } from './progress.ts';
import { finishCheck, type PublishDeps, publishReport } from './publish-report.ts';
import type { Publisher } from './publisher.ts';
import { storedReport } from './stored-report.ts';

/** The thread for the jobs. `progressPoster` must be on a client of its own: its edits stand in nobody's way. */
export function createPublisher(deps: PublishDeps & { readonly progressPoster: Poster }): Publisher {
  const presses = pressLogIn(deps.postLog);
  return {
    progress: createProgress({ ...deps, poster: deps.progressPoster, presses }),
    publish: (check, plan) => publish(deps, check, plan),
    fail: (check, problem) => fail(deps, check, problem),
  };
}

async function publish(deps: PublishDeps, check: Check, plan: CheckPlan): Promise<void> {
  const report = await storedReport(deps.profiles, check.id);
  const current = (await deps.store.get(check.id)) ?? check;
  if (report === undefined) {
    await failCheck(deps, current, reportGone);
    return;
  }
  await publishReport(deps, { check: current, plan, report });
}

/** A verdict that is already in the thread stands: only what should have followed it is missing. */
async function fail(deps: PublishDeps, check: Check, problem: CheckProblem): Promise<void> {
  const current = (await deps.store.get(check.id)) ?? check;
  const verdict = await deps.postLog.get(check.id, 'verdict');
  const report = verdict?.state === 'posted' ? await storedReport(deps.profiles, check.id) : undefined;
  if (report === undefined) {
    await failCheck(deps, current, problem);
    return;
  }
  await failRest(deps, current, problem);
  await finishCheck(deps, { check: current, report });
}

const reportGone: CheckProblem = {
  reason: 'the analysis was done, but its result is not where this worker looks for it.',
  nextStep:
    'every worker must see the same profile directory; `leakcheck doctor` says whether they do. Then ask again.',
};
