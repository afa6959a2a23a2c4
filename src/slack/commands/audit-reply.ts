import type { AuditEntry } from '../../access/audit-entry.ts';
import type { AuditQuery } from '../../check/audit-log.ts';
import type { Message } from '../../check/poster.ts';
import { escapeMrkdwn, mention, mrkdwnCode, slackDate } from '../../report/escape-mrkdwn.ts';
import { plural } from '../../report/units.ts';
import type { ListenerDeps } from '../listener-deps.ts';
import { pagedMessage, pageOf } from '../paged-list.ts';
import { replyMessage } from '../reply-message.ts';
import { leakNames } from './leak-names.ts';

const words: Readonly<Record<string, string>> = {
  unclear: 'wrote what was not understood',
  rerun: 'pressed Re-run',
  rerun_longer: 'pressed Re-run for longer',
  open_escalate: 'pressed Escalate',
  escalate: 'escalated',
  tell_trigger: 'told',
  tell_acknowledge: 'told that it is acknowledged:',
  tell_resolve: 'told that it is resolved:',
  tell_seen: 'told of later growth:',
  acknowledge: 'acknowledged a leak',
  open_snooze: 'pressed Snooze',
  snooze: 'snoozed a leak',
  resolve: 'resolved a leak',
  open_silence: 'pressed Not a leak',
  silence: 'said that it is not a leak',
  unsilence: 'undid “Not a leak”',
  open_check: 'opened the window that asks what to check',
  refresh_home: 'refreshed Home',
  turn_home: 'turned a page of Home',
  check: 'asked for a check',
  cancel: 'cancelled',
  digest: 'listed the digests',
  add_digest: 'added a digest',
  pause_digest: 'paused a digest',
  resume_digest: 'let a digest go on',
  remove_digest: 'removed a digest',
  help: 'asked for help',
  list: 'listed the services',
  status: 'asked for the status',
  history: 'asked for the history',
  incidents: 'asked for the known leaks',
  audit: 'read the audit log',
};

/** What people did, newest first; undefined when nothing is on record. Throws a StoreUnavailableError. */
export async function auditReply(
  deps: Pick<ListenerDeps, 'audit' | 'incidents' | 'logger'>,
  query: AuditQuery,
  page = 0,
): Promise<Message | undefined> {
  const { entries, unreadable } = await deps.audit.latest(query);
  if (entries.length === 0 && unreadable === 0) return undefined;
  const of = query.service === undefined ? '' : ` with ${escapeMrkdwn(query.service, 80)}`;
  const odd =
    unreadable === 0
      ? []
      : [`${plural(unreadable, 'line')} on the way could not be read by this version of leakcheck.`];
  const shown = pageOf(entries, { page, perPage });
  const names = await leakNames(deps, shown.items);
  const { service, limit: count } = query;
  return pagedMessage({
    ...shown,
    list: { kind: 'audit', count, ...(service === undefined ? {} : { service }) },
    title: `*What people did${of}*, newest first:`,
    items: shown.items.map((entry) => entryLine(entry, names)),
    footer: [...odd, ...more(entries.length, count)],
  });
}

const perPage = 12;

/** Where as many were found as were asked for, there are older ones. */
function more(found: number, asked: number): string[] {
  return found < asked
    ? []
    : [
        '`/leakcheck audit 100` goes further back; who runs leakcheck reads all of it with `leakcheck audit`.',
      ];
}

/** For a service without an entry, or when nobody has done anything yet. */
export function emptyAuditReply(service: string | undefined): Message {
  return replyMessage(
    service === undefined
      ? 'Nothing is on record yet.'
      : `Nothing is on record about *${escapeMrkdwn(service, 80)}*.`,
    '`/leakcheck audit` shows what is kept of all services.',
  );
}

function entryLine(entry: AuditEntry, leaks: ReadonlyMap<string, string>): string {
  const { at, by, what, service, check, incident, digest, way, channel, outcome, why } = entry;
  return [
    `• ${slackDate(Date.parse(at), '{date_short_pretty} {time_secs}')}`,
    mention(by),
    words[what] ?? escapeMrkdwn(what.replaceAll('_', ' '), 60),
    ...(way === undefined ? [] : [escapeMrkdwn(way, 80)]),
    ...(service === undefined ? [] : [`*${escapeMrkdwn(service, 80)}*`]),
    ...(digest === undefined ? [] : [`*${escapeMrkdwn(digest, 60)}*`]),
    ...(check === undefined ? [] : [mrkdwnCode(check, 20)]),
    ...(incident === undefined ? [] : [mrkdwnCode(leaks.get(incident) ?? `leak ${incident}`, 120)]),
    channelWords(channel),
    outcome === 'done' ? 'done' : `*${outcome}*${why === undefined ? '' : `: ${escapeMrkdwn(why, 160)}`}`,
  ].join(' · ');
}

/** Slack resolves no direct message for who is not in it. */
function channelWords(channel: string): string {
  if (/^D[A-Z0-9]+$/.test(channel)) return 'a direct message';
  return /^[CG][A-Z0-9]+$/.test(channel) ? `<#${channel}>` : escapeMrkdwn(channel, 40);
}
