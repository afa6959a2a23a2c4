import type { EarlierBase, PointCapture } from '../leak/captures.ts';
import { processChange } from '../leak/process-change.ts';
import { isSameProcess, markOf, type ProcessMark, remembers } from '../leak/same-process.ts';
import type { CheckPlan } from './plan.ts';
import { type KnownProcess, type ProcessRecord, readProcessRecord } from './process-record.ts';
import type { ProfileStore } from './profile-store.ts';
import type { StoredReplica } from './read-captures.ts';

const largestRecordBytes = 1024 * 1024;

/**
 * Reads what earlier checks of the service remember of its processes, and returns what adds that to a replica (by its index in the
 * plan), as long as it can be told that it is the same process. One small file a check; what is gone or damaged is not
 * remembered. Throws what the store throws.
 */
export async function earlierBaseAdder(
  store: Pick<ProfileStore, 'getArtefact'>,
  plan: CheckPlan,
  checks: readonly string[],
): Promise<(replica: StoredReplica, index: number) => StoredReplica> {
  const records: ProcessRecord[] = [];
  for (const check of checks) {
    const bytes = await store.getArtefact(check, 'processes.json');
    const record = bytes && bytes.byteLength <= largestRecordBytes ? readProcessRecord(bytes) : undefined;
    if (record !== undefined) records.push(record);
  }
  return (replica, index) => {
    const known = records.flatMap(({ replicas }) => replicas.filter(isReplica(plan.replicas[index])));
    const earlier = earlierBases(plan, replica.captures.captures, known);
    return { ...replica, captures: { ...replica.captures, earlier } };
  };
}

function isReplica(replica: CheckPlan['replicas'][number] | undefined): (known: KnownProcess) => boolean {
  return ({ name, url }) => name === replica?.name && url === replica.url;
}

/**
 * Goes back from check to check, newest first: each must be the process of the one after it, and before the first that is
 * not lies another process. Oldest first.
 */
function earlierBases(
  plan: CheckPlan,
  captures: readonly PointCapture[],
  known: readonly KnownProcess[],
): readonly EarlierBase[] {
  const [base] = captures;
  if (base === undefined || processChange(captures) !== undefined) return [];
  const baseAtMs = plan.t0Ms + base.atMs;
  const found: EarlierBase[] = [];
  let later: ProcessMark = markOf(base.memStats);
  for (const process of known.toSorted((a, b) => b.takenAtMs - a.takenAtMs)) {
    // A check of another window that is still running has begun before that one ended.
    if (process.takenAtMs >= baseAtMs) continue;
    const mark: ProcessMark = { ...process.mark, maxRss: process.mark.maxRss };
    if (remembers(base.memStats, mark) === false || !isSameProcess(mark, later)) break;
    found.unshift(baseOf(process, baseAtMs));
    later = mark;
  }
  return found;
}

function baseOf(process: KnownProcess, baseAtMs: number): EarlierBase {
  const { takenAtMs, heapAlloc, goroutines, goroutineGroups, lastingGroups } = process;
  return {
    takenAtMs,
    agoMs: baseAtMs - takenAtMs,
    heapAlloc,
    goroutines,
    goroutineGroups: new Map(goroutineGroups),
    lastingGroups: lastingGroups && new Map(lastingGroups),
  };
}
