import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { defaultConcurrency, startWorkers } from '../../jobs/start-workers.ts';
import { createAnalysisPool } from '../analysis-pool.ts';
import { createPublisher } from '../check/create-publisher.ts';
import { patientPoster } from '../check/patient-poster.ts';
import { planCheck } from '../check/plan.ts';
import type { Poster } from '../check/poster.ts';
import { checkStoreIn } from '../check/workspaces/check-store-in.ts';
import { publisherByWorkspace } from '../check/workspaces/publisher-by-workspace.ts';
import { checkQueueIn } from '../check/workspaces/queues-in.ts';
import { visibleServices } from '../check/workspaces/visible-services.ts';
import { answerProbes } from '../doctor/answer-probes.ts';
import { createWorkspacePoster } from '../notify/workspace-poster.ts';
import { createCheckQueue } from '../queue/check-queue.ts';
import { connectPatient } from '../redis/connect.ts';
import { createFileProfileStore } from '../store/file-profile-store.ts';
import { createRedisCheckStore } from '../store/redis-check-store.ts';
import { createRedisDigestStore } from '../store/redis-digest-store.ts';
import { createRedisIncidentStore } from '../store/redis-incident-store.ts';
import { createRedisPostLog } from '../store/redis-post-log.ts';
import { createRedisTargetLocks } from '../store/redis-target-locks.ts';
import { createTargetThreadClient } from '../target-thread-client.ts';
import { createAudit } from './audit-sinks.ts';
import { ofWorkspace } from './of-workspace.ts';
import { openSlack } from './open-slack.ts';
import type { PartDeps } from './part.ts';
import { createWorkerEscalation } from './worker-escalation.ts';

/** Sharing a file is asynchronous: Slack's message with it appears about this much later. */
const uploadShownMs = 1_000;

/** Captures, analyses and publishes until closed. Waits for a Redis that is away. */
export async function startWorker({
  environment,
  services,
  digests,
  logger,
}: PartDeps): Promise<{ close(): Promise<void> }> {
  const { redis: redisAt, slack, store: directory, worker } = environment;
  const redis = connectPatient(redisAt.url, (error) =>
    logger.warn({ err: error }, 'Redis is away: this worker waits'),
  );
  const store = createRedisCheckStore({ redis, prefix: redisAt.prefix, clock: Date.now });
  const profiles = createFileProfileStore(directory);
  const findService = (wanted: string) => services.find(({ name }) => name === wanted);
  const targets = createTargetThreadClient();
  const locks = createRedisTargetLocks({ redis, prefix: redisAt.prefix });
  const threads = createAnalysisPool({
    directory: directory.directory,
    threads: worker.analyseConcurrency,
    findService,
  });
  const at = { redis, prefix: redisAt.prefix };
  const opened = openSlack(slack, at);
  const [clients, progressClients] = [opened.clients(), opened.clients()];
  const postLog = createRedisPostLog(at);
  const posterIn = (team: string | undefined) => patient(createWorkspacePoster(clients, team));
  const escalation = createWorkerEscalation(
    { services, logger },
    {
      ...{ ...at, store, postLog, posterIn, profiles },
      auditSinks: createAudit(environment.audit, at).auditSinks,
    },
  );
  const publishingIn = (team: string | undefined) => ({
    services,
    store: checkStoreIn(store, team),
    incidents: createRedisIncidentStore({ ...at, clock: Date.now, team }),
    postLog,
    poster: posterIn(team),
    profiles,
    clock: Date.now,
    logger,
    untilShown: () => wait(uploadShownMs),
  });
  const publisher = publisherByWorkspace((team) =>
    createPublisher({ ...publishingIn(team), progressPoster: createWorkspacePoster(progressClients, team) }),
  );
  const queue = createCheckQueue({ redis, prefix: redisAt.prefix, store });
  const workers = await startWorkers(
    {
      redisUrl: redisAt.url,
      prefix: redisAt.prefix,
      concurrency: {
        ...defaultConcurrency,
        capture: worker.captureConcurrency,
        analyse: worker.analyseConcurrency,
      },
    },
    {
      store,
      profiles,
      targets,
      locks,
      analyser: threads,
      reader: threads,
      publisher,
      findService,
      planCheck,
      clock: Date.now,
      logger,
      escalation: { in: escalation.in, teams: opened.teams },
      digests: {
        in: (team) => ({
          ...publishingIn(team),
          services: visibleServices(services, team),
          queue: checkQueueIn(queue, team),
          digestsOfFile: ofWorkspace(digests, team),
          digests: createRedisDigestStore({ ...at, team }),
          drawGrowth: threads.drawGrowth,
        }),
        teams: opened.teams,
      },
    },
  );
  const probes = await answerProbes({
    redis,
    prefix: redisAt.prefix,
    directory: directory.directory,
    host: hostname(),
    pid: process.pid,
  });
  return {
    close: async () => {
      await probes.close();
      await workers.close();
      await escalation.close();
      await queue.close();
      await Promise.all([threads.close(), targets.close()]);
      redis.disconnect();
    },
  };
}

function patient(poster: Poster): Poster {
  return patientPoster(poster, {
    tries: 5,
    longestWaitMs: 10_000,
    defaultWaitMs: 1_000,
    wait: (ms) => wait(ms),
  });
}
