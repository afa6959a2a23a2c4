import type { Check, CheckState } from './check.ts';
import type { CheckStore } from './check-store.ts';
import { endedRoot } from './ended-root.ts';
import type { Logger } from './logger.ts';
import type { Message, Poster } from './poster.ts';
import type { PressLog } from './press-log.ts';
import type { ProfileStore } from './profile-store.ts';
import { runningRoot } from './running-root.ts';

export type ProgressDeps = {
  readonly store: CheckStore;
  /** On a client of its own, so that a slow edit stands in nobody's way. */
  readonly poster: Pick<Poster, 'update'>;
  readonly profiles: ProfileStore;
  readonly presses: PressLog;
  readonly clock: () => number;
  readonly logger: Logger;
  /** Runs later; a process may end before it does. `setTimeout`, unless a test says otherwise. */
  readonly later?: (run: () => void, ms: number) => void;
};

const intervalMs = 3_000;
/** How often an edit that may have overtaken the verdict is looked after. */
const lastLooks = 40;

const running: ReadonlySet<CheckState> = new Set(['requested', 'queued', 'capturing', 'analysing']);

type Entry = { busy: boolean; wanted: boolean; late: boolean; looks: number };

/**
 * Edits root messages while checks run: at most one edit per check in 3 seconds over all processes, and what is shown is
 * what the store holds at that moment. Answers at once, throws nothing. A check whose report is being written is left
 * alone; an edit that was under way by then is made good once the check has ended.
 */
export function createProgress(deps: ProgressDeps): (check: Pick<Check, 'id'>) => void {
  const entries = new Map<string, Entry>();
  const later = deps.later ?? ((run, ms) => void setTimeout(run, ms).unref());

  const look = async (id: string, entry: Entry): Promise<void> => {
    entry.busy = true;
    entry.wanted = false;
    const again = await nextLook(deps, id, entry);
    entry.busy = false;
    if (again || entry.wanted) {
      entry.busy = true;
      later(() => void look(id, entry), intervalMs);
    } else {
      entries.delete(id);
    }
  };

  return ({ id }) => {
    const entry = entries.get(id) ?? { busy: false, wanted: false, late: false, looks: 0 };
    entries.set(id, entry);
    entry.wanted = true;
    if (!entry.busy) {
      void look(id, entry);
    }
  };
}

/** True when there is a reason to look again after the interval. */
async function nextLook(deps: ProgressDeps, id: string, entry: Entry): Promise<boolean> {
  try {
    return await (entry.late ? makeGood(deps, id, entry) : editOnce(deps, id, entry));
  } catch (error) {
    deps.logger.debug({ err: error, check: id }, 'progress not shown');
    return false;
  }
}

async function editOnce(deps: ProgressDeps, id: string, entry: Entry): Promise<boolean> {
  const check = await deps.store.get(id);
  if (check === undefined || !running.has(check.state)) {
    return false;
  }
  if (!(await deps.store.claim(`progress:${id}`, intervalMs))) {
    return true;
  }
  await edit(deps, check, runningRoot(check, deps.clock()));
  const now = await deps.store.get(id);
  entry.late = now !== undefined && !running.has(now.state);
  return entry.late && makeGood(deps, id, entry);
}

async function makeGood(deps: ProgressDeps, id: string, entry: Entry): Promise<boolean> {
  const check = await deps.store.get(id);
  if (check === undefined) {
    return false;
  }
  const message = await endedRoot(deps, check);
  if (message !== undefined) {
    await edit(deps, check, message);
    return false;
  }
  entry.looks += 1;
  return check.state === 'reporting' && entry.looks < lastLooks;
}

async function edit(deps: ProgressDeps, check: Check, message: Message): Promise<void> {
  if (check.rootTs !== undefined) {
    await deps.poster.update({ channel: check.channel, ts: check.rootTs, message });
  }
}
