import type { FindingState } from '../incident/finding-state.ts';
import type { Resolution, SnoozedUntil } from '../incident/status.ts';
import { formatThreshold, type Measure, plural } from './units.ts';

/** How moments, people (Slack user ids), foreign text and names of code are written where a sentence is shown. */
export type Show = {
  readonly date: (atMs: number) => string;
  readonly person: (userId: string) => string;
  readonly text: (text: string) => string;
  readonly code: (name: string) => string;
};

/** What earlier checks and people made of a leak: `known: seen 4 times since 12 Nov, grew 1.2 MiB/min then, 3.0 MiB/min now`. */
export function incidentSentence(
  incident: FindingState,
  growth: { readonly kind: Measure; readonly perMinute: number },
  show: Show,
): string {
  return `${standing(incident, growth, show)}${escalatedWords(incident, show)}`;
}

function escalatedWords({ escalated }: FindingState, show: Show): string {
  if (escalated === undefined) return '';
  const { by, atMs } = escalated;
  return `; escalated ${by === undefined ? 'by itself' : `by ${show.person(by)}`}, ${show.date(atMs)}`;
}

function standing(
  incident: FindingState,
  { kind, perMinute }: { readonly kind: Measure; readonly perMinute: number },
  show: Show,
): string {
  const past = pastOf(incident, { kind, perMinute }, show);
  const { status, cameBack } = incident;
  switch (status.is) {
    case 'acknowledged':
      return `acknowledged by ${show.person(status.by)}, ${show.date(status.atMs)}; ${past}`;
    case 'snoozed':
      return `snoozed by ${show.person(status.by)}, ${show.date(status.atMs)}, until ${untilWords(status.until, kind, show)}; ${past}`;
    case 'silenced':
      return `silenced by ${show.person(status.by)}, ${show.date(status.atMs)}: “${show.text(status.reason)}”; ${past}`;
    case 'resolved':
      return `resolved ${resolvedWords(status, show)}; ${past}`;
    case 'open':
      break;
  }
  if (incident.state === 'new') return `new: first found ${show.date(incident.firstSeenMs)}`;
  if (incident.state === 'regressed' && cameBack !== undefined) {
    return `regressed: back after it was resolved ${resolvedWords(cameBack.resolved, show)}; ${past}`;
  }
  const back = cameBack === undefined ? '' : `, back since ${show.date(cameBack.atMs)}`;
  const over = incident.events.at(-1)?.kind === 'snooze-over' ? '; its snooze is over' : '';
  return `known: ${past}${back}${over}`;
}

/** The last turns of a leak's life, oldest first: `found 12 Nov · acknowledged 13 Nov by @bea · resolved 14 Nov`. */
export function incidentTurns({ events }: Pick<FindingState, 'events'>, show: Show): string {
  return events
    .slice(-6)
    .map(({ kind, atMs, by }) => {
      const who = by === undefined ? '' : ` by ${show.person(by)}`;
      return `${turnWords[kind]} ${show.date(atMs)}${who}`;
    })
    .join(' · ');
}

const turnWords: Readonly<Record<FindingState['events'][number]['kind'], string>> = {
  found: 'found',
  acknowledged: 'acknowledged',
  snoozed: 'snoozed',
  'snooze-over': 'snooze over',
  resolved: 'resolved',
  back: 'back',
  silenced: 'silenced',
  unsilenced: 'not silenced any more',
};

/** `12 Nov by @bea`, or `12 Nov, when 3 checks in a row had not found it`. */
export function resolvedWords({ atMs, by, checks }: Resolution, show: Show): string {
  const at = show.date(atMs);
  if (by !== undefined) return `by ${show.person(by)}, ${at}`;
  return checks === undefined ? at : `${at}, when ${plural(checks, 'check')} in a row had not found it`;
}

function pastOf(
  { seen, firstSeenMs, firstPerMinute }: FindingState,
  { kind, perMinute }: { readonly kind: Measure; readonly perMinute: number },
  show: Show,
): string {
  const rate = (value: number) => formatThreshold(value, kind);
  return seen === 1
    ? `seen once, ${show.date(firstSeenMs)}, grew ${rate(firstPerMinute)}`
    : `seen ${seen} times since ${show.date(firstSeenMs)}, grew ${thenAndNow(rate(firstPerMinute), rate(perMinute))}`;
}

/** `1.2 MiB/min then, 3.0 now`; with both units where they differ. */
function thenAndNow(then: string, now: string): string {
  const unit = / .*$/.exec(then)?.[0] ?? '';
  return `${then} then, ${now.endsWith(unit) ? now.slice(0, now.length - unit.length) : now} now`;
}

function untilWords(until: SnoozedUntil, kind: Measure, show: Show): string {
  // A message that nobody edits is read after that time as well.
  if (until.kind === 'time') return `${show.date(until.atMs)} and open again from then on`;
  const each = until.replicas === 1 ? '' : ' a replica';
  return `it grows faster than ${formatThreshold(until.perMinute / until.replicas, kind)}${each}`;
}
