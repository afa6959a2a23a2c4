import { setTimeout as pause } from 'node:timers/promises';
import type { Job, Queue } from 'bullmq';
import { jobIds } from './names.ts';
import type { Queues } from './open-queues.ts';
import { CheckJob } from './payloads.ts';

/** The queues that hold a check's jobs. */
export type CheckQueues = Pick<Queues, 'check' | 'capture' | 'analyse' | 'report'>;

const givesUpAfterMs = 3_000;
const looksAgainMs = 50;
/** Where the plan cannot be read any more: no plan has more time points. */
const mostPoints = 16;

/**
 * Removes a check's jobs from every queue, the children first. A job that runs in some process cannot be removed: it ends by
 * itself once it sees the flag, so this looks again until nothing is left, and after a few seconds leaves the rest to it.
 */
export async function removeCheckJobs(queues: CheckQueues, check: string): Promise<void> {
  const points = await plannedPoints(queues.check, check);
  const until = Date.now() + givesUpAfterMs;
  while (!(await removeOnce(queues, check, points)) && Date.now() < until) await pause(looksAgainMs);
}

async function plannedPoints(queue: Queue, check: string): Promise<number> {
  const data = CheckJob.safeParse((await queue.getJob(jobIds.check(check)))?.data).data;
  return data !== undefined && 'plan' in data ? data.plan.points.length : mostPoints;
}

async function removeOnce(queues: CheckQueues, check: string, points: number): Promise<boolean> {
  const captures = Array.from({ length: points }, (_, index) => jobIds.capture(check, index));
  const children = await Promise.all([
    ...captures.map((id) => remove(queues.capture, id)),
    remove(queues.analyse, jobIds.analyse(check)),
    remove(queues.report, jobIds.report(check)),
  ]);
  // The parent last: it wakes when its last child goes, finds the flag, and ends as well.
  const parent = await remove(queues.check, jobIds.check(check));
  return parent && children.every((gone) => gone);
}

async function remove(queue: Queue, id: string): Promise<boolean> {
  const job: Job | undefined = await queue.getJob(id);
  if (job === undefined) return true;
  return (await queue.remove(id, { removeChildren: false })) === 1;
}
