import type { FindingStateName } from '../incident/finding-state.ts';
import type { Absence } from '../incident/record-check.ts';
import { shortFunction } from './go-name.ts';
import { resolvedWords, type Show } from './incident-sentence.ts';
import type { Report, ReportFinding } from './report.ts';
import { plural } from './units.ts';

/** What raises no alarm: people know of it, or checks no longer find it. */
const calmStates: ReadonlySet<FindingStateName | undefined> = new Set([
  'acknowledged',
  'snoozed',
  'silenced',
  'resolved',
]);

/**
 * How much alarm a verdict is worth: `silenced` when all that it found is said to be no leak, `known` when people know of all of
 * it, `regressed` when something is back, else `alarm`. Memory that grows outside Go has no incident and is an alarm of its own.
 */
export function alarmOf(report: Report): 'silenced' | 'known' | 'regressed' | 'alarm' {
  const states = report.findings.map(({ incident }) => incident?.state);
  if (states.includes('regressed')) return 'regressed';
  const isOutside = report.replicas.some(({ outsideGo }) => outsideGo !== undefined);
  if (states.length === 0 || isOutside) return 'alarm';
  if (states.every((state) => state === 'silenced')) return 'silenced';
  return states.every((state) => calmStates.has(state)) ? 'known' : 'alarm';
}

/** `new`, `acknowledged by @bea`, or of several findings `1 new, 2 known`; undefined where nothing is known of them. */
export function statesInShort({ findings }: Report, show: Show): string | undefined {
  const states = findings.flatMap(({ incident }) => incident?.state ?? []);
  const [only, ...others] = findings;
  if (only?.incident !== undefined && others.length === 0) return stateInShort(only.incident, show);
  const counts = [...new Set(states)].map(
    (name) => `${states.filter((state) => state === name).length} ${name}`,
  );
  return counts.length === 0 ? undefined : counts.join(', ');
}

/** What a reader of the verdict must know of its incidents: what is back, what is silenced and why, what is gone. */
export function incidentFacts({ findings, absences = [] }: Report, show: Show): string[] {
  return [
    ...findings.flatMap((finding) => findingFact(finding, show)),
    ...absences.map((absence) => absenceFact(absence, show)),
  ];
}

function stateInShort({ state, status }: NonNullable<ReportFinding['incident']>, show: Show): string {
  return 'by' in status && status.by !== undefined ? `${state} by ${show.person(status.by)}` : state;
}

function findingFact({ incident, culprit }: ReportFinding, show: Show): string[] {
  if (incident === undefined) return [];
  const name = show.code(shortFunction(culprit.function));
  const { state, status, cameBack, events } = incident;
  if (state === 'regressed' && cameBack !== undefined) {
    const owner = events.findLast(({ kind, by }) => kind === 'acknowledged' && by !== undefined)?.by;
    const known = owner === undefined ? '' : `; acknowledged before by ${show.person(owner)}`;
    return [`Back: ${name} was resolved ${resolvedWords(cameBack.resolved, show)}${known}`];
  }
  return status.is === 'silenced'
    ? [`Silenced by ${show.person(status.by)}: ${name}, “${show.text(status.reason)}”`]
    : [];
}

function absenceFact({ culprit, absent, of, isResolved, status }: Absence, show: Show): string {
  const name = show.code(shortFunction(culprit));
  if (!isResolved) {
    return `Not found: ${name}, ${plural(absent, 'check')} in a row now; after ${of} it counts as resolved`;
  }
  const owner = status.is === 'acknowledged' ? `; acknowledged by ${show.person(status.by)}` : '';
  return `Resolved: ${name}, ${plural(absent, 'check')} in a row did not find it${owner}`;
}
