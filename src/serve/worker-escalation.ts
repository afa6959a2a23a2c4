import type { Redis } from 'ioredis';
import { guardedConnector } from '../capture/guarded-connector.ts';
import type { AuditSink } from '../check/audit-log.ts';
import type { CheckStore } from '../check/check-store.ts';
import type { FollowDeps } from '../check/follow-escalations.ts';
import type { IncidentStore } from '../check/incident-store.ts';
import type { PostLog } from '../check/post-log.ts';
import type { Poster } from '../check/poster.ts';
import type { ProfileStore } from '../check/profile-store.ts';
import { slackEscalations } from '../check/slack-escalations.ts';
import type { TellWayDeps } from '../check/tell-way.ts';
import { createEscalationSender } from '../escalation/create-sender.ts';
import { createEscalationQueue } from '../queue/escalation-queue.ts';
import { createRedisEscalationStore } from '../store/redis-escalation-store.ts';
import type { PartDeps } from './part.ts';

export type WorkerEscalation = TellWayDeps & FollowDeps & { close(): Promise<void> };

/** What a worker escalates with. */
export function createWorkerEscalation(
  { services, logger }: Pick<PartDeps, 'services' | 'logger'>,
  parts: {
    readonly redis: Redis;
    readonly prefix: string;
    readonly store: CheckStore;
    readonly incidents: IncidentStore;
    readonly postLog: PostLog;
    readonly poster: Poster;
    readonly profiles: ProfileStore;
    readonly auditSinks: readonly AuditSink[];
  },
): WorkerEscalation {
  const { redis, prefix, store, incidents, postLog, poster, profiles, auditSinks } = parts;
  const clock = Date.now;
  const escalationQueue = createEscalationQueue({ redis, prefix });
  const connect = guardedConnector({ tlsCa: undefined, connectTimeoutMs: 5_000 });
  const sender = createEscalationSender({ connect, clock });
  return {
    services,
    store,
    incidents,
    postLog,
    poster,
    profiles,
    auditSinks,
    sender,
    escalationQueue,
    escalationStore: createRedisEscalationStore({ redis, prefix }),
    escalations: slackEscalations({ poster, postLog, clock }),
    findService: (wanted) => services.find(({ name }) => name === wanted),
    clock,
    logger,
    close: async () => {
      await escalationQueue.close();
      await sender.close();
    },
  };
}
