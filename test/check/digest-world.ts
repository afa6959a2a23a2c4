import type { CheckOutcome } from '../../src/check/check.ts';
import { sweptServices } from '../../src/check/digests/digest-services.ts';
import { lookAtDigests } from '../../src/check/digests/look-at-digests.ts';
import { noteProblem } from '../../src/check/digests/note-problem.ts';
import { type Sweep, stepDigest } from '../../src/check/digests/step-digest.ts';
import { PostError } from '../../src/check/poster.ts';
import type { Service } from '../../src/check/service.ts';
import { type Digest, type DigestRun, runId } from '../../src/digest/digest.ts';
import { nextDue } from '../../src/digest/schedule.ts';
import type { GrowthChart } from '../../src/report/chart-data.ts';
import { memoryDigests } from './memory-digests.ts';
import { service } from './memory-ports.ts';
import { inMemory } from './request-deps.ts';

const secondMs = 1_000;
export const minuteMs = 60 * secondMs;

export function aDigest(fields: Partial<Digest> = {}): Digest {
  return {
    name: 'morning',
    channel: 'C0PAY',
    cron: '0 9 * * *',
    timeZone: 'UTC',
    withinMs: 30 * minuteMs,
    atOnce: 3,
    healthy: 'line',
    weekends: true,
    ...fields,
  };
}

export const healthy: Omit<CheckOutcome, 'finishedAtMs'> = {
  verdict: 'healthy',
  confidence: 0.9,
  reason: 'Nothing grows.',
  proposedWindowMs: undefined,
  growth: { heapPerMinute: 0, goroutinesPerMinute: 0 },
};

type WorldOptions = {
  readonly nowMs: number;
  readonly digests: readonly Digest[];
  readonly services?: readonly Service[];
};

/** Digests by hand-turned clock: a worker that looks every quarter of a minute, and checks that end after their window. */
export function digestWorld(options: WorldOptions) {
  const services = [...(options.services ?? [service(), service({ name: 'orders', owner: undefined })])];
  const memory = inMemory({ services });
  const digestsOfFile = [...options.digests];
  const digests = memoryDigests();
  const charts: GrowthChart[] = [];
  const outcomes = new Map<string, Omit<CheckOutcome, 'finishedAtMs'>>();
  const jobs = new Map<string, { run: DigestRun; sweep: Sweep; atMs: number }>();
  memory.time.nowMs = options.nowMs;
  const deps = {
    ...memory.deps,
    digestsOfFile,
    digests,
    drawGrowth: async (chart: GrowthChart) => {
      charts.push(chart);
      return new Uint8Array([1]);
    },
    startRun: async (run: DigestRun) => {
      const sweep = { services: sweptServices(run.digest, services), checks: {} };
      if (!jobs.has(runId(run))) jobs.set(runId(run), { run, sweep, atMs: memory.time.nowMs });
    },
  };
  const stepJobs = async () => {
    for (const [id, job] of [...jobs]) {
      if (job.atMs > memory.time.nowMs) continue;
      try {
        const stepped = await stepDigest(deps, job.run, job.sweep);
        if (stepped.kind === 'over') jobs.delete(id);
        else jobs.set(id, { ...job, sweep: stepped.sweep, atMs: stepped.untilMs });
      } catch (error) {
        if (!(error instanceof PostError)) throw error;
        if (await noteProblem(deps, job.run, error))
          jobs.set(id, { ...job, atMs: memory.time.nowMs + 30_000 });
        else jobs.delete(id);
      }
    }
  };
  const endChecks = async () => {
    for (const check of await memory.store.unfinished()) {
      if (memory.time.nowMs < check.requestedAtMs + check.windowMs) continue;
      const outcome = outcomes.get(check.service) ?? healthy;
      await memory.store.finish(check.id, { ...outcome, finishedAtMs: memory.time.nowMs });
      await memory.store.release(check);
    }
  };
  /** Steps of seconds while something happens; of the rest, where nothing can, no more than the end. */
  const nextMoment = async (untilMs: number) => {
    const { nowMs } = memory.time;
    const soon = nowMs + 15 * secondMs;
    const isBusy =
      [...jobs.values()].some(({ atMs }) => atMs <= soon) || (await memory.store.unfinished()).length > 0;
    const dues = digestsOfFile.map((digest) => nextDue(digest, nowMs) - 31 * minuteMs);
    const next = Math.min(...dues, ...[...jobs.values()].map(({ atMs }) => atMs));
    return isBusy || nowMs >= untilMs ? soon : Math.max(soon, Math.min(next, untilMs));
  };
  return {
    ...memory,
    deps,
    digests,
    digestsOfFile,
    services,
    charts,
    jobs,
    /** What checks of a service find from now on. */
    outcomes,
    look: () => lookAtDigests(deps),
    /** Lets time pass with a worker running. */
    async runUntil(untilMs: number): Promise<void> {
      for (; memory.time.nowMs <= untilMs; memory.time.nowMs = await nextMoment(untilMs)) {
        await endChecks();
        await lookAtDigests(deps);
        await stepJobs();
      }
    },
    /** Lets time pass while nothing runs, and what was running is lost to the worker but not to the queue. */
    downUntil(untilMs: number): void {
      memory.time.nowMs = untilMs;
    },
    /** Messages in the channel itself. */
    roots: () => memory.slack.posted.filter(({ to }) => to.threadTs === undefined),
  };
}
