import { setTimeout as wait } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import { newCheckId } from '../check/check-id.ts';
import { patientPoster } from '../check/patient-poster.ts';
import { PostError } from '../check/poster.ts';
import { pressLogIn } from '../check/press-log.ts';
import { slackEscalations } from '../check/slack-escalations.ts';
import { type BotIdentity, identifyBot } from '../notify/identify-bot.ts';
import { createSlackClient } from '../notify/slack-client.ts';
import { createSlackPoster } from '../notify/slack-poster.ts';
import { createSlackUserGroups } from '../notify/slack-user-groups.ts';
import { createCheckQueue } from '../queue/check-queue.ts';
import { createEscalationQueue } from '../queue/escalation-queue.ts';
import { connectFailFast } from '../redis/connect.ts';
import { createSlackApp, startListening } from '../slack/app.ts';
import { createFileProfileStore } from '../store/file-profile-store.ts';
import { createRedisCheckLimits } from '../store/redis-check-limits.ts';
import { createRedisCheckStore } from '../store/redis-check-store.ts';
import { createRedisDigestStore } from '../store/redis-digest-store.ts';
import { createRedisEscalationStore } from '../store/redis-escalation-store.ts';
import { createRedisIncidentStore } from '../store/redis-incident-store.ts';
import { createRedisPostLog } from '../store/redis-post-log.ts';
import { createAudit } from './audit-sinks.ts';
import type { PartDeps } from './part.ts';

const longestWaitMs = 15_000;
/** A click opens a modal within three seconds or not at all. */
const groupsWithinMs = 2_000;

/** Listens in Slack until closed. Answers people while Redis is away (that it is), and waits for Slack itself. */
export async function startBot({
  environment,
  services,
  access,
  digests,
  logger,
  signal,
}: PartDeps): Promise<{ close(): Promise<void> }> {
  const { redis: redisAt, slack, store: directory } = environment;
  const client = createSlackClient({ token: slack.botToken, apiUrl: slack.apiUrl });
  const bot = await identify(client, { logger, signal });
  const redis = connectFailFast(redisAt.url, (error) =>
    logger.warn({ err: error }, 'Redis is away: people are told so'),
  );
  const store = createRedisCheckStore({ redis, prefix: redisAt.prefix, clock: Date.now });
  const queue = createCheckQueue({ redis, prefix: redisAt.prefix, store });
  const escalationQueue = createEscalationQueue({ redis, prefix: redisAt.prefix });
  const postLog = createRedisPostLog({ redis, prefix: redisAt.prefix });
  const poster = patientPoster(createSlackPoster({ client }), {
    tries: 3,
    longestWaitMs: 5_000,
    defaultWaitMs: 500,
    wait: (ms) => wait(ms),
  });
  const app = createSlackApp({
    services,
    access,
    userGroups: createSlackUserGroups({
      client: createSlackClient({
        token: slack.botToken,
        apiUrl: slack.apiUrl,
        timeoutMs: groupsWithinMs,
      }),
      clock: Date.now,
      logger,
    }),
    store,
    incidents: createRedisIncidentStore({ redis, prefix: redisAt.prefix, clock: Date.now }),
    ...createAudit(environment.audit, { redis, prefix: redisAt.prefix }),
    limits: createRedisCheckLimits({ redis, prefix: redisAt.prefix, clock: Date.now }),
    queue,
    postLog,
    presses: pressLogIn(postLog),
    poster,
    profiles: createFileProfileStore(directory),
    escalations: slackEscalations({ poster, postLog, clock: Date.now }),
    escalationStore: createRedisEscalationStore({ redis, prefix: redisAt.prefix }),
    escalationQueue,
    clock: Date.now,
    newCheckId,
    digestsOfFile: digests,
    digests: createRedisDigestStore({ redis, prefix: redisAt.prefix }),
    logger,
    token: slack.botToken,
    delivery: slack.delivery,
    apiUrl: slack.apiUrl,
    bot,
  });
  await startListening(app, slack.delivery);
  const { kind } = slack.delivery;
  logger.info({ workspace: bot.workspace, delivery: kind }, 'the bot is connected to Slack');
  return {
    close: async () => {
      await app.stop();
      await queue.close();
      await escalationQueue.close();
      redis.disconnect();
    },
  };
}

/** Slack may be out of reach for a while; a token that it refuses stays refused. Throws a PostError. */
async function identify(
  client: WebClient,
  { logger, signal }: Pick<PartDeps, 'logger' | 'signal'>,
): Promise<BotIdentity> {
  for (let waitMs = 1_000; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    try {
      return await identifyBot(client);
    } catch (error) {
      if (!(error instanceof PostError) || error.kind === 'refused') throw error;
      logger.warn({ err: error, waitMs }, 'Slack does not answer yet');
      await wait(error.retryAfterMs ?? waitMs, undefined, { signal });
    }
  }
}
