import type { IncidentThread } from '../incident/incident.ts';
import { placeIncidents } from '../incident/place.ts';
import { mention, mrkdwnCode } from '../report/escape-mrkdwn.ts';
import { shortFunction } from '../report/go-name.ts';
import { incidentSentence } from '../report/incident-sentence.ts';
import type { Report, ReportFinding } from '../report/report.ts';
import { slackShow } from '../report/shows.ts';
import { type ElsewhereLines, incidentMessages } from '../report/thread/incidents-message.ts';
import { section } from '../report/thread/thread-message.ts';
import { plural } from '../report/units.ts';
import type { Check } from './check.ts';
import type { IncidentStore } from './incident-store.ts';
import type { Logger } from './logger.ts';
import { type PostOnceDeps, postOnce } from './post-once.ts';
import { type Message, PostError, type PostTarget } from './poster.ts';

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
  const elsewhere = await elsewhereOf(deps, check, report, to);
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
  const isElsewhere = ({ thread }: Note) => !isSame(thread, to);
  if (!notesOf(report, undefined).some(isElsewhere)) return;
  const link = await permalinkOf(deps, check, to);
  for (const note of notesOf(report, link).filter(isElsewhere)) {
    const at = { channel: note.thread.channel, threadTs: note.thread.ts };
    const key = `incident-note-${note.fingerprint}`;
    try {
      await postOnce(deps, { check: check.id, key, to: at, message: note.message });
    } catch (error) {
      if (!(error instanceof PostError) || error.kind !== 'refused') throw error;
      deps.logger.info({ err: error, check: check.id, thread: note.thread }, 'a first thread takes no reply');
      if (!note.isFound) continue;
      await place(deps, told, new Set([note.fingerprint]));
      const message = lines([`${whyGone(error)} of ${note.name}, so this thread takes the place of it.`]);
      await postOnce(deps, { check: check.id, key: `incident-moved-${note.fingerprint}`, to, message });
    }
  }
}

type Elsewhere = { readonly lines: ElsewhereLines; readonly gone: ReadonlySet<string> };

/** Links to the first threads of leaks that are talked about elsewhere; several leaks may share one. */
async function elsewhereOf(
  deps: IncidentThreadDeps,
  check: Check,
  { findings }: Report,
  to: PostTarget,
): Promise<Elsewhere> {
  const lines = new Map<string, string>();
  const gone = new Set<string>();
  const looked = new Map<string, ThreadLine>();
  for (const { fingerprint, incident } of findings) {
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

type Note = {
  readonly fingerprint: string;
  readonly name: string;
  /** A leak that is gone needs no other thread: this report says so itself. */
  readonly isFound: boolean;
  readonly thread: IncidentThread;
  readonly message: Message;
};

function notesOf(report: Report, link: string | undefined): Note[] {
  const at = link === undefined ? '' : ` <${link}|The report>`;
  const found = report.findings.flatMap((finding) => noteOf(finding, at));
  const resolved = (report.absences ?? []).flatMap(
    ({ fingerprint, culprit, absent, isResolved, thread, status }) => {
      if (!isResolved || thread === undefined) return [];
      const name = nameOf(culprit);
      const owner = status.is === 'acknowledged' ? `${mention(status.by)} ` : '';
      const line = `${owner}*Resolved:* ${plural(absent, 'check')} in a row did not find ${name} any more.${at}`;
      return [{ fingerprint, name, isFound: false, thread, message: lines([line]) }];
    },
  );
  return [...new Map([...found, ...resolved].map((note) => [note.fingerprint, note])).values()];
}

function noteOf({ incident, fingerprint, culprit, kind, growth }: ReportFinding, at: string): Note[] {
  if (incident === undefined) return [];
  const { state, thread, formerThread } = incident;
  const name = nameOf(culprit.function);
  const sentence = incidentSentence(incident, { kind, perMinute: growth.perMinute }, slackShow);
  if (state === 'acknowledged' && thread !== undefined) {
    return [
      {
        fingerprint,
        name,
        isFound: true,
        thread,
        message: lines([`Seen again: ${name}, ${sentence}.${at}`]),
      },
    ];
  }
  return state === 'regressed' && formerThread !== undefined
    ? [
        {
          fingerprint,
          name,
          isFound: true,
          thread: formerThread,
          message: lines([`*Back:* ${name}, ${sentence}.${at}`]),
        },
      ]
    : [];
}

function nameOf(culprit: string): string {
  return mrkdwnCode(shortFunction(culprit), 160);
}

async function permalinkOf(
  deps: IncidentThreadDeps,
  check: Check,
  { channel, threadTs }: PostTarget,
): Promise<string | undefined> {
  if (threadTs === undefined) return undefined;
  try {
    return await deps.poster.permalink({ channel, ts: threadTs });
  } catch (error) {
    deps.logger.warn({ err: error, check: check.id }, 'notes about leaks have no link to the report');
    return undefined;
  }
}

function lines(all: readonly string[]): Message {
  return { text: all.join(' '), blocks: [section(all)] };
}

function isSame({ channel, ts }: IncidentThread, to: PostTarget): boolean {
  return channel === to.channel && ts === to.threadTs;
}

/** Slack's words for a thread that takes no reply any more, and ours. */
const goneWords: Readonly<Record<string, string>> = {
  message_not_found: 'Somebody deleted the first thread',
  thread_not_found: 'Somebody deleted the first thread',
  channel_not_found: 'leakcheck no longer sees the channel of the first thread',
  not_in_channel: 'leakcheck is no longer in the channel of the first thread',
  is_archived: 'Somebody archived the channel of the first thread',
};

/** Whether Slack says that a thread takes no reply any more, as against not taking one now. */
function isGone(error: unknown): boolean {
  return error instanceof PostError && error.code !== undefined && error.code in goneWords;
}

function whyGone(error: unknown): string {
  return (
    (error instanceof PostError && goneWords[error.code ?? '']) || 'Nobody can reply to the first thread'
  );
}
