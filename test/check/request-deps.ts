import type { AccessRules } from '../../src/access/access-rules.ts';
import { pressLogIn } from '../../src/check/press-log.ts';
import type { Service } from '../../src/check/service.ts';
import { slackEscalations } from '../../src/check/slack-escalations.ts';
import type { Digest } from '../../src/digest/digest.ts';
import { memoryDigests } from './memory-digests.ts';
import {
  memoryAudit,
  memoryEscalationQueue,
  memoryEscalations,
  memoryIncidents,
  memoryLimits,
  memoryLogger,
  memoryPoster,
  memoryPostLog,
  memoryProfiles,
  memoryQueue,
  memoryStore,
  memoryUserGroups,
  noRules,
  service,
} from './memory-ports.ts';

/** The use cases' dependencies, all in memory, with what they did to look at. */
export function inMemory(
  options: { readonly services?: readonly Service[]; readonly mayFind?: boolean } = {},
) {
  const store = memoryStore();
  const incidents = memoryIncidents();
  const queue = memoryQueue();
  const escalationStore = memoryEscalations();
  const escalationQueue = memoryEscalationQueue();
  const postLog = memoryPostLog();
  const slack = memoryPoster(options.mayFind === undefined ? {} : { mayFind: options.mayFind });
  const profiles = memoryProfiles();
  const logger = memoryLogger();
  const userGroups = memoryUserGroups();
  const audit = memoryAudit();
  const access = { rules: noRules as AccessRules };
  const ids = ['abc23456', 'bcd23456', 'cde23456', 'def23456'];
  const time = { nowMs: 1_000_000 };
  const clock = () => time.nowMs;
  const limits = memoryLimits(clock);
  const deps = {
    services: options.services ?? [
      service(),
      service({ name: 'orders', channels: ['C0ORD'], owner: undefined }),
    ],
    access: () => access.rules,
    userGroups,
    store,
    incidents,
    limits,
    queue,
    postLog,
    presses: pressLogIn(postLog),
    digestsOfFile: [] as Digest[],
    digests: memoryDigests(),
    poster: slack.poster,
    profiles,
    audit,
    auditSinks: [audit],
    clock,
    logger,
    newCheckId: () => ids.shift() ?? 'zzz23456',
    escalationStore,
    escalationQueue,
    escalations: slackEscalations({ poster: slack.poster, postLog, clock }),
  };
  return {
    deps,
    limits,
    access,
    userGroups,
    store,
    incidents,
    queue,
    escalationStore,
    escalationQueue,
    postLog,
    slack,
    profiles,
    audit,
    logger,
    time,
  };
}
