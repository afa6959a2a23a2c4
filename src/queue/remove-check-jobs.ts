import { setTimeout as pause } from 'node:timers/promises';
import type { Job, Queue } from 'bullmq';
import { captureBatches } from '../check/capture-batches.ts';
import { jobIds } from './names.ts';
import type { Queues } from './open-queues.ts';
import { CheckJob } from './payloads.ts';

/** The queues that hold a check's jobs. */
export type CheckQueues = Pick<Queues, 'check' | 'capture' | 'analyse' | 'report'>;

const givesUpAfterMs = 3_000;
const looksAgainMs = 50;
/** Where the plan cannot be read any more: no plan has more time points. Other batches see to themselves as the check is over. */
const mostPoints = 16;

/**
 * Removes a check's jobs from every queue, the children first. A job that runs in some process cannot be removed: it ends by
 * itself once it sees the flag, so this looks again until nothing is left, and after a few seconds leaves the rest to it.
 */
export async function removeCheckJobs(queues: CheckQueues, check: string): Promise<void> {
  const captures = await captureIds(queues.check, check);
  const until = Date.now() + givesUpAfterMs;
  while (!(await removeOnce(queues, check, captures)) && Date.now() < until) await pause(looksAgainMs);
}

/** Of all captures of the check, whether they have jobs or not. */
async function captureIds(queue: Queue, check: string): Promise<readonly string[]> {
  const data = CheckJob.safeParse((await queue.getJob(jobIds.check(check)))?.data).data;
  const isPlanned = data !== undefined && 'plan' in data;
  const points = isPlanned ? data.plan.points.length : mostPoints;
  const batches = isPlanned ? captureBatches(data.plan).length : 1;
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
  return numbers(points).flatMap((point) =>
    numbers(batches).map((batch) => jobIds.capture(check, point, batch)),
  );
}

async function removeOnce(queues: CheckQueues, check: string, captures: readonly string[]): Promise<boolean> {
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
