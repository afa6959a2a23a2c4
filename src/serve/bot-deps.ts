import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { newCheckId } from '../check/check-id.ts';
import { patientPoster } from '../check/patient-poster.ts';
import type { Poster } from '../check/poster.ts';
import { pressLogIn } from '../check/press-log.ts';
import { slackEscalations } from '../check/slack-escalations.ts';
import type { UserGroups } from '../check/user-groups.ts';
import { auditIn, auditSinkIn } from '../check/workspaces/audit-in.ts';
import { checkStoreIn } from '../check/workspaces/check-store-in.ts';
import { escalationStoreIn } from '../check/workspaces/escalation-store-in.ts';
import { checkQueueIn, escalationQueueIn } from '../check/workspaces/queues-in.ts';
import { visibleServices } from '../check/workspaces/visible-services.ts';
import { createSlackUserGroups } from '../notify/slack-user-groups.ts';
import type { WorkspaceClients } from '../notify/workspace-clients.ts';
import { createWorkspacePoster } from '../notify/workspace-poster.ts';
import { createCheckQueue } from '../queue/check-queue.ts';
import { createEscalationQueue } from '../queue/escalation-queue.ts';
import type { ListenerDeps } from '../slack/listener-deps.ts';
import { createFileProfileStore } from '../store/file-profile-store.ts';
import { createRedisCheckLimits } from '../store/redis-check-limits.ts';
import { createRedisCheckStore } from '../store/redis-check-store.ts';
import { createRedisDigestStore } from '../store/redis-digest-store.ts';
import { createRedisEscalationStore } from '../store/redis-escalation-store.ts';
import { createRedisIncidentStore } from '../store/redis-incident-store.ts';
import { createRedisPostLog } from '../store/redis-post-log.ts';
import { createAudit } from './audit-sinks.ts';
import { ofWorkspace } from './of-workspace.ts';
import type { PartDeps } from './part.ts';

export type BotDeps = {
  /** What the listeners work with in a workspace; undefined for the only one. */
  in(team: string | undefined): ListenerDeps;
  close(): Promise<void>;
};

/** Composes what the listeners work with. `redis` stays the caller's to close. */
export function createBotDeps(
  { environment, services, access, digests, logger }: PartDeps,
  parts: {
    readonly redis: Redis;
    readonly clients: WorkspaceClients;
    /** For questions that a person waits for. */
    readonly quickClients: WorkspaceClients;
  },
): BotDeps {
  const { redis, clients, quickClients } = parts;
  const at = { redis, prefix: environment.redis.prefix };
  const store = createRedisCheckStore({ ...at, clock: Date.now });
  const queue = createCheckQueue({ ...at, store });
  const escalationQueue = createEscalationQueue(at);
  const escalationStore = createRedisEscalationStore(at);
  const postLog = createRedisPostLog(at);
  const { audit, auditSinks } = createAudit(environment.audit, at);
  const posterIn = (team: string | undefined) => patient(createWorkspacePoster(clients, team));
  const shared = {
    access,
    limits: createRedisCheckLimits({ ...at, clock: Date.now }),
    postLog,
    presses: pressLogIn(postLog),
    profiles: createFileProfileStore(environment.store),
    clock: Date.now,
    newCheckId,
    logger,
  };
  const create = (team: string | undefined) => {
    const poster = posterIn(team);
    const ownGroups = createSlackUserGroups({
      call: (work) => quickClients.call(team, work),
      clock: Date.now,
      logger,
    });
    return {
      ...shared,
      team,
      poster,
      userGroups: team === undefined ? ownGroups : amongAll(ownGroups),
      ownGroups,
      store: checkStoreIn(store, team),
      incidents: createRedisIncidentStore({ ...at, clock: Date.now, team }),
      audit: auditIn(audit, team),
      auditSinks: auditSinks.map((sink) => auditSinkIn(sink, team)),
      queue: checkQueueIn(queue, team),
      escalations: slackEscalations({ poster, posterIn, postLog, clock: Date.now }),
      escalationStore: escalationStoreIn(escalationStore, team),
      escalationQueue: escalationQueueIn(escalationQueue, team),
      digests: createRedisDigestStore({ ...at, team }),
    };
  };
  const known = new Map<string | undefined, ReturnType<typeof create>>();
  return {
    in: (team) => {
      const own = known.get(team) ?? create(team);
      known.set(team, own);
      // Looked into anew each time, as the services file may have changed.
      return {
        ...own,
        services: visibleServices(services, team),
        digestsOfFile: ofWorkspace(digests, team),
      };
    },
    close: async () => {
      await queue.close();
      await escalationQueue.close();
    },
  };
}

function patient(poster: Poster): Poster {
  return patientPoster(poster, {
    tries: 3,
    longestWaitMs: 5_000,
    defaultWaitMs: 500,
    wait: (ms) => wait(ms),
  });
}

/** The rules name groups of every workspace: one of another has no members here, and that is no problem of anybody's. */
function amongAll(groups: UserGroups): UserGroups {
  return {
    membersOf: async (group) => {
      const members = await groups.membersOf(group);
      return 'problem' in members && members.problem.why === 'no-such-group' ? { users: new Set() } : members;
    },
  };
}
