import { type Check, threadOf } from './check.ts';
import { ReportMissingError } from './conclude-check.ts';
import { withRoot } from './find-root.ts';
import type { CheckPlan } from './plan.ts';
import { wasPostedInThread } from './post-in-thread.ts';
import type { Poster } from './poster.ts';
import { pressLogIn } from './press-log.ts';
import { createProgress } from './progress.ts';
import { finishCheck, keepVerdict, type PublishDeps, publishReport } from './publish-report.ts';
import type { Publisher } from './publisher.ts';
import { recordIncidents } from './record-incidents.ts';
import { storedReport } from './stored-report.ts';
import { type CheckProblem, tellFailure, tellRestMissing } from './tell-failure.ts';

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
  if (report === undefined) {
    throw new ReportMissingError(`no stored report of check ${check.id}`);
  }
  const current = await latest(deps, check);
  if (current.state === 'cancelled') return;
  const told = await recordIncidents(deps, current, report);
  // What a digest asked, the digest tells.
  if (current.digest !== undefined) await finishCheck(deps, { check: current, report: told });
  else await publishReport(deps, { check: current, plan, report: told });
}

/** A verdict that is already in the thread stands: only what should have followed it is missing. One that is not is kept all the same. */
async function fail(deps: PublishDeps, asked: Check, problem: CheckProblem): Promise<void> {
  const check = await withRoot(deps, await latest(deps, asked));
  if (threadOf(check) === undefined) return;
  const answered = await wasPostedInThread(deps, check.id, 'verdict');
  const report = await storedReport(deps.profiles, check.id);
  if (report === undefined || !answered) {
    await tellFailure(deps, check, problem);
    if (report !== undefined) await keepVerdict(deps, check, report);
    return;
  }
  await tellRestMissing(deps, check, problem);
  await finishCheck(deps, { check, report });
}

/** The jobs' copy may be older than the root message. */
async function latest(deps: PublishDeps, check: Check): Promise<Check> {
  return (await deps.store.get(check.id)) ?? check;
}
