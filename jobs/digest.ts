import { DelayedError, UnrecoverableError } from 'bullmq';
import { z } from 'zod';
import { sweptServices } from '../src/check/digests/digest-services.ts';
import { noteProblem } from '../src/check/digests/note-problem.ts';
import { type StepDeps, stepDigest } from '../src/check/digests/step-digest.ts';
import { PostError } from '../src/check/poster.ts';
import type { ByWorkspace } from '../src/check/workspaces/by-workspace.ts';
import { isNotInstalled } from '../src/check/workspaces/token-refused.ts';
import { DigestRun } from '../src/digest/digest.ts';
import type { HeldJob } from './run-job.ts';
import { translateError } from './translate-error.ts';

const Sweep = z.object({
  services: z.array(z.object({ service: z.string(), windowMs: z.number() })),
  checks: z.record(z.string(), z.string()),
});

/** One run of a digest. The services of its sweep are frozen when it begins. */
export const DigestJob = z.object({ run: DigestRun, sweep: Sweep.optional() });
export type DigestJob = z.infer<typeof DigestJob>;

/** Slack refused or cannot be reached: an archived channel may be opened again, a token replaced. */
const triesAgainMs = 30_000;

/** Takes a run of a digest on, and holds no worker while it waits. What could not be posted is tried until the next run begins. */
export async function processDigest(digests: ByWorkspace<StepDeps>, { job, token }: HeldJob): Promise<void> {
  const read = DigestJob.safeParse(job.data);
  if (!read.success) throw new UnrecoverableError(read.error.message);
  const { run } = read.data;
  const deps = digests.in(run.digest.team);
  const sweep = read.data.sweep ?? { services: [...sweptServices(run.digest, deps.services)], checks: {} };
  const untilMs = await stepOrNote(deps, run, sweep, async (data) => job.updateData(data));
  if (untilMs === undefined) return;
  await job.moveToDelayed(untilMs, token);
  throw new DelayedError();
}

/** Answers when to go on; undefined when the run is over. */
async function stepOrNote(
  deps: StepDeps,
  run: DigestRun,
  sweep: z.infer<typeof Sweep>,
  keep: (data: DigestJob) => Promise<void>,
): Promise<number | undefined> {
  try {
    const stepped = await stepDigest(deps, run, sweep);
    if (stepped.kind === 'over') return undefined;
    const { services, checks } = stepped.sweep;
    await keep({ run, sweep: { services: [...services], checks: { ...checks } } });
    return stepped.untilMs;
  } catch (error) {
    if (!(error instanceof PostError)) throw error;
    const isWorthwhile = await noteProblem(deps, run, error);
    // A workspace that has not got leakcheck has nobody to tell, and no next digest that would take this one's place.
    if (isNotInstalled(error)) return undefined;
    const decision = translateError(error);
    const afterMs = decision.kind === 'later' ? decision.afterMs : triesAgainMs;
    return isWorthwhile ? deps.clock() + afterMs : undefined;
  }
}
