import { plural } from '../report/units.ts';
import type { Examination } from './examination.ts';
import type { ProbeAnswer } from './probe-messages.ts';

export const sharingExamination = 'Profile directory shared';
const shownWorkers = 5;

/** A worker that answered: `reads` is whether it saw doctor's mark, `isRead` whether doctor could read and remove its. */
export type ProbedWorker = Omit<ProbeAnswer, 'wrote'> & {
  readonly isRead: boolean;
  /** The system's name for why it could not: `EACCES`; undefined where there was no mark. */
  readonly unreadable?: string;
};

/** What the workers' answers prove. `listening` is how many were asked. */
export function judgeSharing(probed: {
  readonly directory: string;
  readonly workers: readonly ProbedWorker[];
  readonly listening: number;
}): Examination {
  const { directory, workers, listening } = probed;
  const name = sharingExamination;
  const apart = workers.filter(({ reads, isRead }) => !reads || !isRead);
  if (apart.length > 0) {
    return { name, state: 'fail', says: listed(apart.map(explain)), nextStep: stepFor(directory) };
  }
  if (workers.length === 0 && listening === 0) {
    return {
      name,
      state: 'warn',
      says: 'no worker is running, so nothing proves that workers share the directory',
      nextStep: 'Start one to prove sharing (`leakcheck serve`), and run doctor again.',
    };
  }
  if (workers.length < listening) {
    return {
      name,
      state: 'warn',
      says: `${listening - workers.length} of ${plural(listening, 'running worker')} did not answer in time`,
      nextStep: 'Are they stuck or very busy? Look into their logs, and run doctor again.',
    };
  }
  const who = listed(workers.map(({ host, pid }) => `${host} pid ${pid}`));
  const says = `${plural(workers.length, 'running worker')} (${who}) and doctor read what the other wrote`;
  return { name, state: 'ok', says };
}

function explain({ host, pid, directory, reads, problem, unreadable }: ProbedWorker): string {
  const worker = `worker ${host} pid ${pid}`;
  if (!reads) return `${worker} does not see in its ${directory} what doctor wrote${because(problem)}`;
  return problem === undefined
    ? `what ${worker} wrote into its ${directory} cannot be used here${because(unreadable ?? 'not there')}`
    : `${worker} cannot write into its ${directory}${because(problem)}`;
}

function because(problem: string | undefined): string {
  return problem === undefined ? '' : ` (${problem})`;
}

function stepFor(directory: string): string {
  return `Mount one volume for all workers at LEAKCHECK_PROFILE_DIR, writable; doctor looked into ${directory}, so run it where the workers run.`;
}

function listed(parts: readonly string[]): string {
  const more = parts.length - shownWorkers;
  const shown = parts.slice(0, shownWorkers).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
