import { type Queue, Worker, type WorkerOptions } from 'bullmq';
import type { StepDeps } from '../src/check/digests/step-digest.ts';
import type { Logger } from '../src/check/logger.ts';
import type { ByWorkspace } from '../src/check/workspaces/by-workspace.ts';
import { type Digest, type DigestRun, runId } from '../src/digest/digest.ts';
import { jobOptions } from '../src/queue/job-options.ts';
import { type DigestJob, processDigest } from './digest.ts';
import { lookInWorkspaces } from './look-in-workspaces.ts';

/** What digests are made with. */
export type DigestDeps = StepDeps;

/** Sweeps begin so much late at most, and changes of digests take so long to be heard of. */
const looksEveryMs = 15_000;
const lookId = 'look';
const duePrefix = 'due-';

/** Starts what makes digests. The schedulers are in Redis, one a digest: however many workers there are, each due time comes once. */
export async function startDigests(
  all: ByWorkspace<DigestDeps>,
  digests: {
    readonly queue: Queue;
    readonly options: WorkerOptions;
    readonly onError: (error: Error) => void;
    readonly logger: Logger;
  },
): Promise<Worker> {
  const { queue, options, onError, logger } = digests;
  const startRun = async (run: DigestRun) => {
    const data: DigestJob = { run };
    await queue.add('run', data, { ...jobOptions.digest, jobId: runId(run) });
  };
  const look = async () => {
    const { active, failures } = await lookInWorkspaces({
      in: (team) => ({ ...all.in(team), startRun }),
      teams: all.teams,
    });
    await keepInStep(queue, active, { isAll: failures.length === 0 });
    if (failures.length > 0) throw failures.length === 1 ? failures[0] : new AggregateError(failures);
  };
  await queue.upsertJobScheduler(lookId, { every: looksEveryMs }, { name: 'look', opts: jobOptions.upkeep });
  const worker = new Worker(
    queue.name,
    (job, token) => (job.name === 'run' ? processDigest(all, { job, token }) : look()),
    options,
  );
  worker.on('failed', (job, error) =>
    logger.error({ err: error, job: job?.id, attempt: job?.attemptsMade }, 'work on digests failed'),
  );
  return worker.on('error', onError);
}

/** One scheduler for each digest that is not paused, at its times, and none beside where these are all that there are. */
async function keepInStep(
  queue: Queue,
  digests: readonly Digest[],
  { isAll }: { readonly isAll: boolean },
): Promise<void> {
  const there = new Map((await queue.getJobSchedulers(0, -1, true)).map((each) => [each.key, each]));
  for (const { name, team, cron, timeZone } of digests) {
    const id = `${duePrefix}${team === undefined ? '' : `${team}-`}${name}`;
    const known = there.get(id);
    there.delete(id);
    if (known?.pattern === cron && known.tz === timeZone) continue;
    await queue.upsertJobScheduler(
      id,
      { pattern: cron, tz: timeZone },
      { name: 'due', data: { digest: name }, opts: jobOptions.upkeep },
    );
  }
  if (!isAll) return;
  for (const id of there.keys()) if (id.startsWith(duePrefix)) await queue.removeJobScheduler(id);
}
