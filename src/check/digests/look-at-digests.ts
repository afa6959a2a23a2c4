import { type Digest, type DigestRun, runId } from '../../digest/digest.ts';
import { dueRuns } from '../../digest/due-runs.ts';
import { planSweep } from '../../digest/sweep-plan.ts';
import type { Logger } from '../logger.ts';
import type { Service } from '../service.ts';
import { sweptServices } from './digest-services.ts';
import type { DigestProgress } from './digest-store.ts';
import { type DigestSources, digestsNow } from './digests-now.ts';

export type LookDeps = DigestSources & {
  readonly services: readonly Service[];
  readonly clock: () => number;
  readonly logger: Logger;
  /** Queues the work on a run; adding the same one twice is one job. */
  startRun(run: DigestRun): Promise<void>;
};

/**
 * Begins every run whose time has come: the sweep of a digest that is due soon, and the last one of each digest that was due while
 * nothing of leakcheck ran. However often and wherever this runs, each due time is begun once. Answers the digests that are not paused.
 */
export async function lookAtDigests(deps: LookDeps): Promise<readonly Digest[]> {
  const all = await digestsNow(deps);
  const active: Digest[] = [];
  for (const digest of all) {
    const { progress, pause } = await deps.digests.recordOf(digest.name);
    if (pause === undefined) active.push(digest);
    await beginDue(deps, digest, { progress, isPaused: pause !== undefined });
  }
  await forgetOthers(deps, all);
  return active;
}

async function beginDue(
  deps: LookDeps,
  digest: Digest,
  known: { readonly progress: DigestProgress | undefined; readonly isPaused: boolean },
): Promise<void> {
  const nowMs = deps.clock();
  const schedule = known.isPaused ? 'paused' : scheduleOf(digest);
  if (known.progress?.schedule !== schedule) {
    // What is new, changed or resumed has missed nothing.
    const sinceMs = known.progress?.sinceMs ?? nowMs;
    await deps.digests.note(digest.name, { progress: { schedule, sinceMs, handledMs: nowMs } });
    return;
  }
  if (known.isPaused) return;
  let { progress } = known;
  for (const dueMs of dueRuns(digest, {
    nowMs,
    handledMs: progress.handledMs,
    leadMs: leadOf(deps, digest),
  })) {
    const run = { digest, dueMs, startedMs: nowMs };
    // Begun first and noted then: what is interrupted in between is begun again, and finds itself.
    await deps.startRun(run);
    progress = { ...progress, handledMs: dueMs };
    await deps.digests.note(digest.name, { progress });
    deps.logger.info({ run: runId(run), due: new Date(dueMs).toISOString() }, 'a digest begins');
  }
}

function leadOf({ services }: LookDeps, digest: Digest): number {
  const windowsMs = sweptServices(digest, services).map(({ windowMs }) => windowMs);
  return planSweep({ windowsMs, withinMs: digest.withinMs, atOnce: digest.atOnce }).leadMs;
}

/** What would make it due at other times. */
function scheduleOf({ cron, timeZone, quietHours, weekends }: Digest): string {
  return JSON.stringify([cron, timeZone, quietHours ?? null, weekends]);
}

async function forgetOthers({ digests }: LookDeps, all: readonly Digest[]): Promise<void> {
  const names = new Set(all.map(({ name }) => name));
  for (const name of await digests.recorded()) if (!names.has(name)) await digests.forget(name);
}
