import { type Digest, type DigestRun, runId } from '../../digest/digest.ts';
import { dueRuns } from '../../digest/due-runs.ts';
import { planSweep } from '../../digest/sweep-plan.ts';
import { StoreUnavailableError } from '../check-store.ts';
import type { Logger } from '../logger.ts';
import type { Service } from '../service.ts';
import { UnreadableDigestError } from './digest-errors.ts';
import { sweptServices } from './digest-services.ts';
import type { DigestProgress } from './digest-store.ts';
import { type DigestSources, digestsNow, unreadableDigests } from './digests-now.ts';

export type LookDeps = DigestSources & {
  readonly services: readonly Service[];
  readonly clock: () => number;
  readonly logger: Logger;
  /** Queues the work on a run; adding the same one twice is one job. */
  startRun(run: DigestRun): Promise<void>;
};

export type Looked = {
  /** The digests that are not paused, of those that could be looked at. */
  readonly active: readonly Digest[];
  /** Why some could not. */
  readonly failures: readonly unknown[];
};

/** What is remembered of a digest that nobody knows any more is kept so long: another worker's services file may have it still. */
const rememberedMs = 60 * 24 * 3_600_000;

/**
 * Begins every run whose time has come: the sweep of a digest that is due soon, and the last one of each digest that was due while
 * nothing of leakcheck ran. However often and wherever this runs, each due time is begun once. What is wrong with one digest holds
 * up no other. Throws a StoreUnavailableError.
 */
export async function lookAtDigests(deps: LookDeps): Promise<Looked> {
  const all = await digestsNow(deps);
  const unreadable = await unreadableDigests(deps);
  const active: Digest[] = [];
  const failures: unknown[] = unreadable.map((name) => new UnreadableDigestError(name));
  const orFailure = async (look: () => Promise<void>) => {
    try {
      await look();
    } catch (error) {
      if (error instanceof StoreUnavailableError) throw error;
      failures.push(error);
    }
  };
  for (const digest of all) {
    await orFailure(async () => {
      const { progress, pause } = await deps.digests.recordOf(digest.name);
      if (pause === undefined) active.push(digest);
      await beginDue(deps, digest, { progress, isPaused: pause !== undefined });
    });
  }
  const known = new Set([...all.map(({ name }) => name), ...unreadable]);
  for (const name of await deps.digests.recorded()) {
    if (!known.has(name)) await orFailure(() => forgetOld(deps, name));
  }
  return { active, failures };
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

async function forgetOld({ digests, clock }: LookDeps, name: string): Promise<void> {
  const { progress } = await digests.recordOf(name);
  if (clock() - (progress?.handledMs ?? 0) >= rememberedMs) await digests.forget(name);
}
