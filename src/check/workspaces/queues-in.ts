import type { CheckQueue } from '../check-queue.ts';
import type { EscalationQueue } from '../escalation-record.ts';

/** Queues checks of one workspace. */
export function checkQueueIn(queue: CheckQueue, team: string | undefined): CheckQueue {
  return team === undefined ? queue : { ...queue, add: (check) => queue.add({ ...check, team }) };
}

/** Queues notices about leaks of one workspace. */
export function escalationQueueIn(queue: EscalationQueue, team: string | undefined): EscalationQueue {
  return team === undefined
    ? queue
    : { ...queue, add: (jobs) => queue.add(jobs.map((job) => ({ ...job, team }))) };
}
