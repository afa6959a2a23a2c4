import { createHash } from 'node:crypto';
import { type DigestRun, isRunOf, runId } from '../../digest/digest.ts';
import { latestDue } from '../../digest/schedule.ts';
import type { Check } from '../check.ts';
import type { CheckQueue } from '../check-queue.ts';
import type { CheckStore } from '../check-store.ts';
import { captureCount } from '../plan.ts';
import type { Service } from '../service.ts';

export type SweepCheckDeps = {
  readonly store: CheckStore;
  readonly queue: CheckQueue;
  readonly clock: () => number;
};

/**
 * Starts a digest's check of a service, once however often this is asked, and answers the id of the check that will tell: one that
 * somebody started over the same window tells as well. Undefined while one runs that tells of the digest before: this one's turn comes
 * after it. Nothing is posted. Throws Store- or QueueUnavailableError.
 */
export async function startSweepCheck(
  deps: SweepCheckDeps,
  run: DigestRun,
  { service, windowMs }: { readonly service: Service; readonly windowMs: number },
): Promise<string | undefined> {
  const check = sweepCheck(run, { service, windowMs, nowMs: deps.clock() });
  const before = await deps.store.get(check.id);
  if (before !== undefined && before.state !== 'requested') return check.id;
  if (!(await deps.store.reserve(check))) {
    const running = await deps.store.running(service.name, windowMs);
    if (running !== undefined && running.id !== check.id) {
      return tellsOf(run, running) ? running.id : undefined;
    }
  }
  await deps.store.create(check);
  // A reservation counts only together with the record of its check.
  await deps.store.reserve(check);
  await deps.queue.add({ id: check.id, service: service.name, windowMs });
  // A worker may have begun by now: then its word on the state stands.
  await deps.store.setState(check.id, 'queued');
  return check.id;
}

/** Two digests of one check would find that nothing has changed, and each is to tell of its own time. */
function tellsOf({ digest, dueMs }: DigestRun, { requestedAtMs, digest: run }: Check): boolean {
  if (run !== undefined && isRunOf(run, digest)) return false;
  return requestedAtMs > latestDue(digest, dueMs - 1);
}

function sweepCheck(
  run: DigestRun,
  {
    service,
    windowMs,
    nowMs,
  }: { readonly service: Service; readonly windowMs: number; readonly nowMs: number },
): Check {
  return {
    id: sweepCheckId(run, service.name),
    service: service.name,
    windowMs,
    requestedBy: `digest ${run.digest.name}`,
    channel: run.digest.channel,
    threadTs: undefined,
    digest: runId(run),
    state: 'requested',
    requestedAtMs: nowMs,
    replicas: service.targets.map(({ name }) => name),
    points: captureCount(service, windowMs),
    captured: 0,
    t0Ms: undefined,
    rootTs: undefined,
    outcome: undefined,
  };
}

/** The same for the same run and service, so that no job starts a second one; shaped as `checkIdPattern` wants it. */
function sweepCheckId(run: DigestRun, service: string): string {
  const hash = createHash('sha256')
    .update(`${runId(run)}/${service}`)
    .digest();
  return `d${BigInt(`0x${hash.toString('hex')}`)
    .toString(36)
    .slice(0, 10)}`;
}
