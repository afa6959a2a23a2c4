import type { AccessRules } from '../../src/access/access-rules.ts';
import type { AuditEntry } from '../../src/access/audit-entry.ts';
import type { AuditLog } from '../../src/check/audit-log.ts';
import type { Check, CheckState } from '../../src/check/check.ts';
import type { CheckLimits } from '../../src/check/check-limits.ts';
import type { CheckQueue } from '../../src/check/check-queue.ts';
import type { CheckStore } from '../../src/check/check-store.ts';
import type {
  EscalationQueue,
  EscalationRecord,
  EscalationStore,
  Outcome,
  WayJob,
} from '../../src/check/escalation-record.ts';
import type { IncidentStore } from '../../src/check/incident-store.ts';
import { isEnded, stepsOfCheck } from '../../src/check/is-ended.ts';
import type { Logger } from '../../src/check/logger.ts';
import type { PostLog, PostRecord } from '../../src/check/post-log.ts';
import {
  type Message,
  PostError,
  type PostErrorKind,
  type Poster,
  type PostTarget,
  type UploadFile,
} from '../../src/check/poster.ts';
import type { Artefact, ProfileRef, ProfileStore } from '../../src/check/profile-store.ts';
import type { Service } from '../../src/check/service.ts';
import type { GroupMembers, UserGroups } from '../../src/check/user-groups.ts';
import type { Incident } from '../../src/incident/incident.ts';
import type { CheckRecord } from '../../src/incident/record-check.ts';

/** Checks in memory, with the store's guarantees. `down` makes every call fail with it. */
export function memoryStore(): CheckStore & { readonly checks: Map<string, Check>; down: Error | undefined } {
  const checks = new Map<string, Check>();
  const reserved = new Map<string, string>();
  const claims = new Set<string>();
  const slot = (check: Pick<Check, 'service' | 'windowMs' | 'team'>) =>
    `${check.team ?? ''}/${check.service}@${check.windowMs}`;
  const change = (id: string, fields: Partial<Check>) => {
    const check = checks.get(id);
    if (check !== undefined) checks.set(id, { ...check, ...fields });
  };
  const store = { checks, down: undefined as Error | undefined, workers: 2 };
  const up = <T>(work: () => T): Promise<T> =>
    store.down === undefined ? Promise.resolve().then(work) : Promise.reject(store.down);
  const end = (id: string, state: CheckState, fields: Partial<Check> = {}) => {
    const check = checks.get(id);
    if (check === undefined || isEnded(check)) return false;
    const step = stepsOfCheck.indexOf(state);
    if (step >= 0 && step < stepsOfCheck.indexOf(check.state)) return false;
    change(id, { ...fields, state });
    return true;
  };
  return Object.assign(store, {
    ping: () => up(() => undefined),
    create: (check: Check) => up(() => void checks.set(check.id, check)),
    get: (id: string) => up(() => checks.get(id)),
    isElsewhere: () => up(() => false),
    stateOf: (id: string) => up(() => checks.get(id)?.state),
    setState: (id: string, state: CheckState) => up(() => end(id, state)),
    setPlan: (id: string, plan: { t0Ms: number; replicas: readonly string[]; points: number }) =>
      up(() => change(id, plan)),
    setRoot: (id: string, rootTs: string) => up(() => change(id, { rootTs })),
    setThread: (id: string, threadTs: string) => up(() => change(id, { threadTs })),
    pointDone: () => up(() => 0),
    finish: (id: string, outcome: NonNullable<Check['outcome']>) =>
      up(() => void end(id, 'done', { outcome })),
    running: (service: string, windowMs: number, team?: string) =>
      up(() => {
        const check = checks.get(reserved.get(slot({ service, windowMs, team })) ?? '');
        return check === undefined || isEnded(check) ? undefined : check;
      }),
    reserve: (check: Pick<Check, 'id' | 'service' | 'windowMs' | 'team'>) =>
      up(() => {
        const holder = reserved.get(slot(check));
        const held = checks.get(holder ?? '');
        if (holder !== check.id && held !== undefined && !isEnded(held)) return false;
        reserved.set(slot(check), check.id);
        return true;
      }),
    release: (check: Pick<Check, 'id' | 'service' | 'windowMs' | 'team'>) =>
      up(() => {
        if (reserved.get(slot(check)) === check.id) reserved.delete(slot(check));
      }),
    unfinished: () => up(() => [...checks.values()].filter((check) => !isEnded(check))),
    history: ({ service, limit, team }: Parameters<CheckStore['history']>[0]) =>
      up(() =>
        [...checks.values()]
          .filter((check) => isEnded(check) && (service === undefined || check.service === service))
          .filter((check) => check.team === team)
          .reverse()
          .slice(0, limit),
      ),
    claim: (key: string) => up(() => !claims.has(key) && claims.add(key) !== undefined),
    unclaim: (key: string) => up(() => void claims.delete(key)),
  });
}

/** Incidents in memory, with the store's guarantees. `down` makes every call fail with it. */
export function memoryIncidents(): IncidentStore & {
  readonly services: Map<string, readonly Incident[]>;
  readonly records: Map<string, CheckRecord>;
  down: Error | undefined;
} {
  const services = new Map<string, readonly Incident[]>();
  const records = new Map<string, CheckRecord>();
  const store = { services, records, down: undefined as Error | undefined };
  const up = async <T>(work: () => T): Promise<T> => {
    if (store.down !== undefined) throw store.down;
    return work();
  };
  const of = (service: string) => services.get(service) ?? [];
  return Object.assign(store, {
    of: (service: string) => up(() => of(service)),
    change: (service: string, change: (incidents: readonly Incident[]) => readonly Incident[]) =>
      up(() => void services.set(service, change(of(service)))),
    record: (
      { id, service }: { id: string; service: string },
      record: Parameters<IncidentStore['record']>[1],
    ) =>
      up(() => {
        const earlier = records.get(id);
        if (earlier !== undefined) return earlier;
        const made = record(of(service));
        services.set(service, made.incidents);
        records.set(id, made.record);
        return made.record;
      }),
  });
}

export function memoryPostLog(): PostLog & { readonly records: Map<string, PostRecord> } {
  const records = new Map<string, PostRecord>();
  const at = (check: string, key: string) => `${check}/${key}`;
  return {
    records,
    get: async (check, key) => records.get(at(check, key)),
    set: async (check, key, record) => void records.set(at(check, key), record),
    clear: async (check, key) => void records.delete(at(check, key)),
  };
}

/** Adds and cancels in memory; `down` makes every call fail with it. */
export function memoryQueue(): CheckQueue & {
  readonly added: string[];
  readonly cancelled: string[];
  down: Error | undefined;
  workers: number;
} {
  const queue = {
    added: [] as string[],
    cancelled: [] as string[],
    down: undefined as Error | undefined,
    workers: 2,
  };
  const up = async (work: () => void) => {
    if (queue.down !== undefined) throw queue.down;
    work();
  };
  return Object.assign(queue, {
    add: ({ id }: { id: string }) => up(() => void queue.added.push(id)),
    cancel: (id: string) => up(() => void queue.cancelled.push(id)),
    counts: async () => {
      await up(() => undefined);
      return { waiting: 1, delayed: 2, active: 3, workers: queue.workers };
    },
  });
}

/** Escalations in memory, with the store's guarantees. */
export function memoryEscalations(): EscalationStore & {
  readonly records: Map<string, EscalationRecord>;
} {
  const records = new Map<string, EscalationRecord>();
  const outcomes = new Map<string, Map<string, Outcome>>();
  const of = (id: string) => {
    const found = outcomes.get(id) ?? new Map<string, Outcome>();
    outcomes.set(id, found);
    return found;
  };
  return {
    records,
    begin: async (record) => void records.set(record.id, record),
    get: async (id) => records.get(id),
    expect: async (id, job, outcome) => void (of(id).has(job) || of(id).set(job, outcome)),
    note: async (id, job, outcome) => void of(id).set(job, outcome),
    outcomes: async (id) => new Map(of(id)),
  };
}

/** Notices in memory; one of an id that is there is not added again. `down` makes every call fail with it. */
export function memoryEscalationQueue(): EscalationQueue & {
  readonly jobs: WayJob[];
  down: Error | undefined;
} {
  const queue = { jobs: [] as WayJob[], down: undefined as Error | undefined };
  return Object.assign(queue, {
    add: async (jobs: readonly WayJob[]) => {
      if (queue.down !== undefined) throw queue.down;
      queue.jobs.push(...jobs.filter(({ id }) => queue.jobs.every((job) => job.id !== id)));
    },
  });
}

export type Posted = { readonly ts: string; to: PostTarget; message: Message; mark: string; edits: number };

type Call = keyof Poster;

/** What a failing call leaves behind: nothing, or its effect without the answer. */
export type PostFault = { readonly call: Call; readonly error: PostError; readonly after?: boolean };

/** A Slack of plain arrays. Faults strike once each, in order, on the call that they name. */
export function memoryPoster(options: { readonly mayFind?: boolean } = {}) {
  const posted: Posted[] = [];
  const ephemerals: { to: PostTarget; user: string; message: Message }[] = [];
  const uploads: UploadFile[] = [];
  const shared: { to: PostTarget | undefined; ids: readonly string[]; comment: string | undefined }[] = [];
  const calls: Call[] = [];
  const faults: PostFault[] = [];
  let next = 1;
  const ts = () => `1700000000.${String(next++).padStart(6, '0')}`;
  const run = async <T>(call: Call, effect: () => T): Promise<T> => {
    calls.push(call);
    const index = faults.findIndex((fault) => fault.call === call);
    const fault = index < 0 ? undefined : faults.splice(index, 1)[0];
    if (fault !== undefined && fault.after !== true) throw fault.error;
    const answer = effect();
    if (fault !== undefined) throw fault.error;
    return answer;
  };
  const poster: Poster = {
    post: (post) =>
      run('post', () => {
        const message = { ...post, ts: ts(), edits: 0 };
        posted.push(message);
        return { ts: message.ts };
      }),
    find: ({ mark }) =>
      run('find', () => {
        if (options.mayFind === false) return 'unknown' as const;
        const found = posted.find((each) => each.mark === mark);
        return found === undefined ? ('none' as const) : { ts: found.ts };
      }),
    update: ({ ts: at, message }) =>
      run('update', () => {
        const found = posted.find((each) => each.ts === at);
        if (found === undefined) throw refused('message_not_found');
        found.message = message;
        found.edits += 1;
      }),
    delete: () => run('delete', () => undefined),
    postEphemeral: (post) => run('postEphemeral', () => void ephemerals.push(post)),
    upload: (files) =>
      run('upload', () => {
        uploads.push(...files);
        return files.map(({ name }) => `F-${name}`);
      }),
    share: ({ to, files, comment }) =>
      run('share', () => void shared.push({ to, comment, ids: files.map(({ id }) => id) })),
    permalink: ({ channel, ts: at }) => run('permalink', () => `https://slack.example/${channel}/${at}`),
  };
  return { poster, posted, ephemerals, uploads, shared, calls, faults };
}

export function postError(
  kind: PostErrorKind,
  fields: { code?: string; retryAfterMs?: number } = {},
): PostError {
  return new PostError({ kind, message: kind, ...fields });
}

export function refused(code: string): PostError {
  return postError('refused', { code });
}

export function memoryProfiles(): ProfileStore & { readonly files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  const at = (ref: ProfileRef) => `${ref.check}/${ref.replica}/${ref.point}/${ref.file}`;
  const artefactAt = (check: string, name: Artefact) => `${check}/${name}`;
  return {
    files,
    put: async (ref, bytes) => void files.set(at(ref), bytes),
    get: async (ref) => files.get(at(ref)),
    putArtefact: async (check, name, bytes) => void files.set(artefactAt(check, name), bytes),
    getArtefact: async (check, name) => files.get(artefactAt(check, name)),
    removeCheck: async () => undefined,
    sweep: async () => ({ checks: [], bytes: 0 }),
  };
}

/** User groups in memory: who is in each, or why that is not known; Slack knows no other. */
export function memoryUserGroups(): UserGroups & { readonly groups: Map<string, GroupMembers> } {
  const groups = new Map<string, GroupMembers>();
  return {
    groups,
    membersOf: async (group) =>
      groups.get(group) ?? { problem: { group, why: 'no-such-group', code: 'no_such_subteam' } },
  };
}

/** Counts starts in memory, as the store does. */
export function memoryLimits(
  clock: () => number = Date.now,
): CheckLimits & { readonly starts: Map<string, { id: string; atMs: number }[]> } {
  const starts = new Map<string, { id: string; atMs: number }[]>();
  return {
    starts,
    take: async ({ id, person, service }, limits) => {
      const counted = [
        { of: 'person' as const, key: person, limit: limits.person },
        { of: 'service' as const, key: service, limit: limits.service },
      ].flatMap(({ limit, ...rest }) => (limit === undefined ? [] : [{ ...rest, limit }]));
      const full = counted.flatMap(({ of, key, limit }) => {
        const recent = (starts.get(key) ?? []).filter(({ atMs }) => atMs > clock() - limit.windowMs);
        starts.set(key, recent);
        const oldest = recent.at(-limit.checks);
        return oldest === undefined ? [] : [{ of, freeAtMs: oldest.atMs + limit.windowMs }];
      });
      if (full.length > 0) return full.sort((a, b) => b.freeAtMs - a.freeAtMs)[0];
      for (const { key } of counted) starts.get(key)?.push({ id, atMs: clock() });
      return undefined;
    },
    giveBack: async ({ id }) => {
      for (const [key, started] of starts) {
        starts.set(
          key,
          started.filter((each) => each.id !== id),
        );
      }
    },
  };
}

/** An audit log in memory, oldest first; `down` makes every entry fail with it. */
export function memoryAudit(): AuditLog & { readonly entries: AuditEntry[]; down: Error | undefined } {
  const entries: AuditEntry[] = [];
  const log = {
    entries,
    name: 'memory',
    down: undefined as Error | undefined,
    append: async (entry: AuditEntry) => {
      if (log.down !== undefined) throw log.down;
      entries.push(entry);
    },
    latest: async ({ service, limit }: { service: string | undefined; limit: number }) => ({
      entries: entries
        .filter((entry) => service === undefined || entry.service === service)
        .reverse()
        .slice(0, limit),
      unreadable: 0,
    }),
  };
  return log;
}

/** A services file that says nothing about access. */
export const noRules: AccessRules = { admins: undefined, permissions: {}, personLimit: undefined };

export type LogLine = { readonly level: string; readonly metadata: object; readonly message: string };

export function memoryLogger(): Logger & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: string) => (metadata: object, message: string) =>
    void lines.push({ level, metadata, message });
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

export function service(fields: Partial<Service> = {}): Service {
  const name = fields.name ?? 'payments';
  return {
    name,
    targets: [1, 2, 3].map((number) => ({
      name: `${name}-${number}`,
      url: `http://10.0.0.${number}:6060/debug/pprof/`,
      headers: {},
      tlsCa: undefined,
    })),
    channels: undefined,
    owner: { userGroup: 'S0PAY', channel: 'C0OWNER', label: 'payments on-call' },
    memoryLimitBytes: undefined,
    defaultWindowMs: 300_000,
    modulePrefixes: [],
    libraries: [],
    attachProfiles: true,
    captures: undefined,
    gc: true,
    ...fields,
  };
}

export function aCheck(fields: Partial<Check> = {}): Check {
  return {
    id: 'abc23456',
    service: 'payments',
    windowMs: 300_000,
    requestedBy: 'U0ANN',
    channel: 'C0PAY',
    threadTs: undefined,
    state: 'capturing',
    requestedAtMs: 1_000_000,
    replicas: ['payments-1', 'payments-2', 'payments-3'],
    points: 9,
    captured: 3,
    t0Ms: 1_000_000,
    rootTs: '1700000000.000001',
    outcome: undefined,
    ...fields,
  };
}

/** All the text of a message that a person can read. */
export function textOf(message: Message): string {
  return `${message.text}\n${JSON.stringify(message.blocks)}`;
}
