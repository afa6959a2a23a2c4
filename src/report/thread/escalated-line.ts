import { mention, slackDate } from '../escape-mrkdwn.ts';
import { plural } from '../units.ts';

/** When a leak was escalated, and by whom unless by itself. */
export type EscalatedLeak = { readonly atMs: number; readonly by?: string | undefined };

const mostTimes = 3;

/** What takes the place of **Escalate**: `Escalated by @bea at 12:30`; where other leaks of the check were not, of how many. */
export function escalatedLine(escalated: readonly EscalatedLeak[], leaks: number): string {
  const times = new Map(escalated.map((each) => [`${each.by ?? ''}@${each.atMs}`, each]));
  const latest = [...times.values()].sort((a, b) => b.atMs - a.atMs).slice(0, mostTimes);
  const said = latest.map(({ by, atMs }) => `${byWhom(by)} at ${slackDate(atMs)}`).join(', ');
  const share = escalated.length < leaks ? `${escalated.length} of ${plural(leaks, 'leak')} ` : '';
  return `Escalated ${share}${said}`;
}

/** `by @bea`, or by itself. */
export function byWhom(by: string | undefined): string {
  return by === undefined ? 'by itself' : `by ${mention(by)}`;
}
