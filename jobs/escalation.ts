import { DelayedError, UnrecoverableError } from 'bullmq';
import { WayJob } from '../src/check/escalation-record.ts';
import { type TellWayDeps, tellWay } from '../src/check/tell-way.ts';
import type { ByWorkspace } from '../src/check/workspaces/by-workspace.ts';
import type { HeldJob } from './run-job.ts';

/** Tells one way one notice; what was not taken is told again later, and no attempt is counted. */
export async function processEscalation(
  escalation: ByWorkspace<TellWayDeps>,
  { job, token }: HeldJob,
): Promise<void> {
  const payload = WayJob.safeParse(job.data);
  if (!payload.success) throw new UnrecoverableError(payload.error.message);
  const told = await tellWay(escalation.in(payload.data.team), payload.data);
  if (told.state === 'over') return;
  await job.moveToDelayed(Date.now() + told.afterMs, token);
  throw new DelayedError();
}
