import { type Job, type JobsOptions, type Queue, UnrecoverableError, WaitingChildrenError } from 'bullmq';
import type { HeldJob } from './run-job.ts';

/** A job that its parent waits for. */
export type Child = {
  readonly queue: Queue;
  readonly id: string;
  readonly data: unknown;
  readonly options: JobsOptions;
};

/**
 * Adds the children that the parent does not know yet, and answers whether there were any. One that is over is known as well,
 * although nothing of it is left: so a parent that died while it added them adds no capture twice.
 *
 * Of BullMQ's ways to outlive a failed child this takes `continueParentOnFailure`: the parent wakes at each child that fails
 * for good, counts its time point, and goes back to waiting. With `ignoreDependencyOnFailure` it would wake as surely, but only
 * at the end, and until then the progress shown in the thread would miss the point.
 */
export async function addChildren(parent: Job, children: readonly Child[]): Promise<boolean> {
  const { processed = {}, unprocessed = [], ignored = {} } = await parent.getDependencies();
  const known = new Set([...Object.keys(processed), ...unprocessed, ...Object.keys(ignored)]);
  const missing = children.filter(({ queue, id }) => !known.has(keyOf(queue, id)));
  for (const [queue, its] of groupByQueue(missing)) await addTo(queue, its, parent);
  return missing.length > 0;
}

/** Ids of those children that have failed for good so far. One may fail while its parent runs: ask again after waiting. */
export async function failedChildren(parent: Job, children: readonly Child[]): Promise<readonly string[]> {
  const failures = await parent.getIgnoredChildrenFailures();
  return children.filter(({ queue, id }) => keyOf(queue, id) in failures).map(({ id }) => id);
}

/** Leaves the processor until a child is over, unless all of them are. */
export async function waitForChildren({ job, token }: HeldJob): Promise<void> {
  if (await job.moveToWaitingChildren(token ?? '')) throw new WaitingChildrenError();
}

/**
 * Lets go of a parent whose children are not wanted any more: removes those that wait. BullMQ completes no parent while a child
 * runs, but lets it fail: that removes it as well, and the child ends by itself.
 */
export async function leaveChildren(parent: Job, why: string): Promise<void> {
  await parent.removeUnprocessedChildren();
  const { unprocessed = 0 } = await parent.getDependenciesCount({ unprocessed: true });
  if (unprocessed > 0) throw new UnrecoverableError(why);
}

async function addTo(queue: Queue, children: readonly Child[], parent: Job): Promise<void> {
  const added = await queue.addBulk(
    children.map(({ id, data, options }) => ({
      name: queue.name,
      data,
      opts: {
        ...options,
        jobId: id,
        parent: { id: parent.id ?? '', queue: parent.queueQualifiedName },
        continueParentOnFailure: true,
      },
    })),
  );
  // In bulk BullMQ hands a script's error codes back in place of ids: a negative number is not a job.
  const refused = added.find(({ id }) => Number(id) < 0);
  if (refused !== undefined) throw new Error(`BullMQ refused a child of ${parent.id}: ${refused.id}`);
}

function groupByQueue(children: readonly Child[]): Map<Queue, Child[]> {
  const groups = new Map<Queue, Child[]>();
  for (const child of children) groups.set(child.queue, [...(groups.get(child.queue) ?? []), child]);
  return groups;
}

function keyOf(queue: Queue, id: string): string {
  return `${queue.qualifiedName}:${id}`;
}
