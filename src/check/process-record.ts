import { z } from 'zod';
import { type GoroutineGroup, goroutineGroups, groupKey } from '../leak/goroutine-groups.ts';
import type { LastingGoroutines } from '../leak/lasting-goroutines.ts';
import { processChange } from '../leak/process-change.ts';
import { markOf } from '../leak/same-process.ts';
import { goroutineCount } from '../profile/goroutine-count.ts';
import { parsedJson } from './parsed-json.ts';
import type { CheckPlan } from './plan.ts';
import type { StoredReplica } from './read-captures.ts';

const count = z.number().nonnegative();

/** One process as a check left it, and what tells it from another one. */
const KnownProcess = z.object({
  name: z.string(),
  url: z.string(),
  /** Milliseconds since the epoch. */
  takenAtMs: z.number(),
  heapAlloc: count,
  goroutines: count,
  goroutineGroups: z.array(z.tuple([z.string(), count])),
  /** Those of them that the capture before had as well; absent where goroutines were not listed. */
  lastingGroups: z.array(z.tuple([z.string(), count])).optional(),
  mark: z.object({
    totalAlloc: count,
    mallocs: count,
    frees: count,
    numGC: count,
    numForcedGC: count,
    maxRss: count.optional(),
    lastPauseEndNs: z.string(),
  }),
});
export type KnownProcess = z.infer<typeof KnownProcess>;

/** What later checks of a service need to know of this one: a few kilobytes, kept beside its report. */
export const ProcessRecord = z.object({
  schema: z.literal('leakcheck.processes/1'),
  replicas: z.array(KnownProcess),
});
export type ProcessRecord = z.infer<typeof ProcessRecord>;

const mostGroups = 100;

type Lasting = ReadonlyMap<string, Pick<LastingGoroutines, 'series'>>;

/** A replica's captures, and of its goroutines those that lasted from one capture to the next, by `<wait> <culprit>`. */
export type DiagnosedReplica = StoredReplica & {
  readonly lasting?: Lasting | undefined;
};

/** Undefined for bytes that are no record: then the check is not remembered. */
export function readProcessRecord(bytes: Uint8Array): ProcessRecord | undefined {
  return parsedJson(ProcessRecord, new TextDecoder().decode(bytes));
}

/** Remembers each replica's last capture. An address that balances over several processes has none to be remembered. */
export function processRecord(
  plan: CheckPlan,
  stored: readonly DiagnosedReplica[],
  modulePrefixes: readonly string[],
): ProcessRecord {
  const replicas = stored.flatMap(({ captures: { captures }, lasting }, index) => {
    const replica = plan.replicas[index];
    const last = captures.at(-1);
    if (replica === undefined || last === undefined) return [];
    // Counters that hold garbage are no base for a later check.
    if (last.collections === 0) return [];
    if (processChange(captures)?.kind === 'several-processes') return [];
    const { maxRss, ...mark } = markOf(last.memStats);
    const groups = goroutineGroups([last], modulePrefixes)
      .sort((a, b) => b.atHead - a.atHead)
      .slice(0, mostGroups);
    return [
      {
        name: replica.name,
        url: replica.url,
        takenAtMs: plan.t0Ms + last.atMs,
        heapAlloc: last.memStats.heapAlloc,
        goroutines: goroutineCount(last.goroutine),
        goroutineGroups: groups.map((group): [string, number] => [groupKey(group), group.atHead]),
        ...(lasting === undefined ? {} : { lastingGroups: lastingAtHead(groups, lasting) }),
        mark: maxRss === undefined ? mark : { ...mark, maxRss },
      },
    ];
  });
  return { schema: 'leakcheck.processes/1', replicas };
}

function lastingAtHead(groups: readonly GoroutineGroup[], lasting: Lasting): [string, number][] {
  return groups.map((group) => {
    const key = groupKey(group);
    return [key, lasting.get(key)?.series.at(-1)?.value ?? 0];
  });
}
