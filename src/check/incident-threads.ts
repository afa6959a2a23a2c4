import type { IncidentThread } from '../incident/incident.ts';
import { placeIncidents } from '../incident/place.ts';
import type { Report } from '../report/report.ts';
import { type ElsewhereLines, incidentMessages } from '../report/thread/incidents-message.ts';
import type { Check } from './check.ts';
import { type IncidentNote, incidentNotes, noteMessage } from './incident-notes.ts';
import type { IncidentStore } from './incident-store.ts';
import { linkTo } from './link-to.ts';
import type { Logger } from './logger.ts';
import { type PostOnceDeps, postOnce } from './post-once.ts';
import { PostError, type PostTarget } from './poster.ts';
import { showSeenAgain } from './seen-again.ts';
import { isGone, whyGone } from './thread-gone.ts';

export type IncidentThreadDeps = PostOnceDeps & {
  readonly incidents: IncidentStore;
  readonly logger: Logger;
};

type Told = { readonly check: Check; readonly report: Report; readonly to: PostTarget };

/**
 * Posts what is known of each leak, with its buttons, and notes this thread as the first one of those that have none yet, or none
 * any more. Throws a PostError, and what the store throws.
 */
export async function postIncidents(deps: IncidentThreadDeps, { check, report, to }: Told): Promise<void> {
  const elsewhere = await elsewhereOf(deps, { check, report, to });
  await place(deps, { check, report, to }, elsewhere.gone);
  for (const [index, message] of incidentMessages(report, elsewhere.lines).entries()) {
    await postOnce(deps, { check: check.id, key: `incidents-${index}`, to, message });
  }
}

/**
 * Tells the threads in which these leaks are talked about: that an acknowledged one was seen again, one is back, one is resolved.
 * Where such a thread takes no reply any more, this check's thread takes its place, and says so. Throws a PostError.
 */
export async function noteInFirstThreads(deps: IncidentThreadDeps, told: Told): Promise<void> {
  const { check, report, to } = told;
  const isElsewhere = ({ thread }: IncidentNote) => !isSame(thread, to);
  if (!incidentNotes(report, undefined).some(isElsewhere)) return;
  const { channel, threadTs } = to;
  const link = await linkTo(deps, threadTs === undefined ? undefined : { channel, ts: threadTs });
  for (const note of incidentNotes(report, link).filter(isElsewhere)) {
    const at = { channel: note.thread.channel, threadTs: note.thread.ts };
    const key = `incident-note-${note.fingerprint}`;
    try {
      if (note.isRepeated === true) await showSeenAgain(deps, check, note);
      else await postOnce(deps, { check: check.id, key, to: at, message: note.message });
    } catch (error) {
      if (!(error instanceof PostError) || error.kind !== 'refused') throw error;
      deps.logger.info({ err: error, check: check.id, thread: note.thread }, 'a first thread takes no reply');
      if (!note.isFound) continue;
      await place(deps, told, new Set([note.fingerprint]));
      const message = noteMessage(`${whyGone(error)} of ${note.name}, so this thread takes the place of it.`);
      await postOnce(deps, { check: check.id, key: `incident-moved-${note.fingerprint}`, to, message });
    }
  }
}

type Elsewhere = { readonly lines: ElsewhereLines; readonly gone: ReadonlySet<string> };

/** Links to the first threads of leaks that are talked about elsewhere; several leaks may share one. */
async function elsewhereOf(deps: IncidentThreadDeps, { check, report, to }: Told): Promise<Elsewhere> {
  const lines = new Map<string, string>();
  const gone = new Set<string>();
  const looked = new Map<string, ThreadLine>();
  for (const { fingerprint, incident } of report.findings) {
    const thread = incident?.thread;
    if (thread === undefined || isSame(thread, to)) continue;
    const found = looked.get(thread.ts) ?? (await threadLine(deps, check, thread));
    looked.set(thread.ts, found);
    if (found.line !== undefined) lines.set(fingerprint, found.line);
    if (found.isGone) gone.add(fingerprint);
  }
  return { lines, gone };
}

type ThreadLine = { readonly line: string | undefined; readonly isGone: boolean };

async function threadLine(
  deps: IncidentThreadDeps,
  check: Check,
  thread: IncidentThread,
): Promise<ThreadLine> {
  try {
    const link = await deps.poster.permalink(thread);
    return { line: link === undefined ? undefined : `<${link}|Its first thread>`, isGone: false };
  } catch (error) {
    deps.logger.info({ err: error, check: check.id, thread }, 'no link to a first thread');
    if (!isGone(error)) return { line: undefined, isGone: false };
    return { line: `${whyGone(error)} of this leak, so this thread takes the place of it.`, isGone: true };
  }
}

async function place(
  deps: IncidentThreadDeps,
  { check, report, to }: Told,
  gone: ReadonlySet<string>,
): Promise<void> {
  const { channel, threadTs } = to;
  const known = report.findings.filter(({ incident }) => incident !== undefined);
  if (threadTs === undefined || known.length === 0) return;
  const fingerprints = new Set(known.map(({ fingerprint }) => fingerprint));
  await deps.incidents.change(check.service, (incidents) =>
    placeIncidents(incidents, { fingerprints, gone, thread: { channel, ts: threadTs } }),
  );
}

function isSame({ channel, ts }: IncidentThread, to: PostTarget): boolean {
  return channel === to.channel && ts === to.threadTs;
}
