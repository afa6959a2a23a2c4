import type { Redis } from 'ioredis';
import { guardedConnector } from '../capture/guarded-connector.ts';
import type { AuditSink } from '../check/audit-log.ts';
import type { CheckStore } from '../check/check-store.ts';
import type { FollowDeps } from '../check/follow-escalations.ts';
import type { PostLog } from '../check/post-log.ts';
import type { Poster } from '../check/poster.ts';
import type { ProfileStore } from '../check/profile-store.ts';
import { slackEscalations } from '../check/slack-escalations.ts';
import type { TellWayDeps } from '../check/tell-way.ts';
import { auditSinkIn } from '../check/workspaces/audit-in.ts';
import { checkStoreIn } from '../check/workspaces/check-store-in.ts';
import { escalationStoreIn } from '../check/workspaces/escalation-store-in.ts';
import { escalationQueueIn } from '../check/workspaces/queues-in.ts';
import { visibleServices } from '../check/workspaces/visible-services.ts';
import { createEscalationSender } from '../escalation/create-sender.ts';
import { createEscalationQueue } from '../queue/escalation-queue.ts';
import { createRedisEscalationStore } from '../store/redis-escalation-store.ts';
import { createRedisIncidentStore } from '../store/redis-incident-store.ts';
import type { PartDeps } from './part.ts';

export type WorkerEscalation = {
  in(team: string | undefined): TellWayDeps & FollowDeps;
  close(): Promise<void>;
};

/** What a worker escalates with. */
export function createWorkerEscalation(
  { services, logger }: Pick<PartDeps, 'services' | 'logger'>,
  parts: {
    readonly redis: Redis;
    readonly prefix: string;
    readonly store: CheckStore;
    readonly postLog: PostLog;
    readonly posterIn: (team: string | undefined) => Poster;
    readonly profiles: ProfileStore;
    readonly auditSinks: readonly AuditSink[];
  },
): WorkerEscalation {
  const { redis, prefix, store, postLog, posterIn, profiles, auditSinks } = parts;
  const clock = Date.now;
  const escalationQueue = createEscalationQueue({ redis, prefix });
  const escalationStore = createRedisEscalationStore({ redis, prefix });
  const connect = guardedConnector({ tlsCa: undefined, connectTimeoutMs: 5_000 });
  const sender = createEscalationSender({ connect, clock });
  const shared = {
    postLog,
    profiles,
    sender,
    findService: (wanted: string) => services.find(({ name }) => name === wanted),
    clock,
    logger,
  };
  return {
    in: (team) => {
      const poster = posterIn(team);
      return {
        ...shared,
        team,
        poster,
        auditSinks: auditSinks.map((sink) => auditSinkIn(sink, team)),
        services: visibleServices(services, team),
        store: checkStoreIn(store, team),
        incidents: createRedisIncidentStore({ redis, prefix, clock, team }),
        escalationStore: escalationStoreIn(escalationStore, team),
        escalationQueue: escalationQueueIn(escalationQueue, team),
        escalations: slackEscalations({ poster, posterIn, postLog, clock }),
      };
    },
    close: async () => {
      await escalationQueue.close();
      await sender.close();
    },
  };
}
