import { type Job, type JobsOptions, type Queue, UnrecoverableError, WaitingChildrenError } from 'bullmq';
import type { HeldJob } from './run-job.ts';

/** A job that its parent waits for. */
export type Child = {
  readonly queue: Queue;
  readonly id: string;
  readonly data: unknown;
  readonly options: JobsOptions;
};

type ChildName = Pick<Child, 'queue' | 'id'>;

/** What a parent knows of its children. One that is over is known although nothing else is left of it. */
export type KnownChildren = {
  isKnown(child: ChildName): boolean;
  isUnderWay(child: ChildName): boolean;
  /** For good. */
  hasFailed(child: ChildName): boolean;
};

/** One child may fail while its parent runs: ask again after waiting. */
export async function knownChildren(parent: Job): Promise<KnownChildren> {
  const { processed = {}, unprocessed = [], ignored = {} } = await parent.getDependencies();
  const underWay = new Set(unprocessed);
  const known = new Set([...Object.keys(processed), ...unprocessed, ...Object.keys(ignored)]);
  return {
    isKnown: (child) => known.has(keyOf(child)),
    isUnderWay: (child) => underWay.has(keyOf(child)),
    hasFailed: (child) => keyOf(child) in ignored,
  };
}

/**
 * Adds a child unless the parent knows it, and answers whether it did: so a job that died after it had added one adds nothing
 * twice.
 *
 * Of BullMQ's ways to outlive a failed child this takes `continueParentOnFailure`: the parent wakes at each child that fails
 * for good, counts its time point, and goes back to waiting. With `ignoreDependencyOnFailure` it would wake as surely, but only
 * at the end, and until then the progress shown in the thread would miss the point.
 */
export async function addChild(parent: Job, child: Child): Promise<boolean> {
  if ((await knownChildren(parent)).isKnown(child)) return false;
  const { queue, id, data, options } = child;
  await queue.add(queue.name, data, {
    ...options,
    jobId: id,
    parent: { id: parent.id ?? '', queue: parent.queueQualifiedName },
    continueParentOnFailure: true,
  });
  return true;
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

function keyOf({ queue, id }: ChildName): string {
  return `${queue.qualifiedName}:${id}`;
}
