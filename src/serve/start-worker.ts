import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { defaultConcurrency, startWorkers } from '../../jobs/start-workers.ts';
import { createAnalysisPool } from '../analysis-pool.ts';
import { createPublisher } from '../check/create-publisher.ts';
import { patientPoster } from '../check/patient-poster.ts';
import { planCheck } from '../check/plan.ts';
import { answerProbes } from '../doctor/answer-probes.ts';
import { createSlackClient } from '../notify/slack-client.ts';
import { createSlackPoster } from '../notify/slack-poster.ts';
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
  const poster = () =>
    createSlackPoster({ client: createSlackClient({ token: slack.botToken, apiUrl: slack.apiUrl }) });
  const postLog = createRedisPostLog({ redis, prefix: redisAt.prefix });
  const incidents = createRedisIncidentStore({ redis, prefix: redisAt.prefix, clock: Date.now });
  const patient = patientPoster(poster(), {
    tries: 5,
    longestWaitMs: 10_000,
    defaultWaitMs: 1_000,
    wait: (ms) => wait(ms),
  });
  const escalation = createWorkerEscalation(
    { services, logger },
    {
      ...{ redis, prefix: redisAt.prefix, store, incidents, postLog, poster: patient, profiles },
      auditSinks: createAudit(environment.audit, { redis, prefix: redisAt.prefix }).auditSinks,
    },
  );
  const publishing = {
    services,
    store,
    incidents,
    postLog,
    poster: patient,
    profiles,
    clock: Date.now,
    logger,
    untilShown: () => wait(uploadShownMs),
  };
  const publisher = createPublisher({ ...publishing, progressPoster: poster() });
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
      escalation,
      digests: {
        ...publishing,
        queue,
        digestsOfFile: digests,
        digests: createRedisDigestStore({ redis, prefix: redisAt.prefix }),
        drawGrowth: threads.drawGrowth,
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
