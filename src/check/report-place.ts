import { alarmOf } from '../report/incident-facts.ts';
import type { Report } from '../report/report.ts';
import type { Check } from './check.ts';

/** Whether a check that was put into the thread of a known leak found more than that: nobody would look for it there. */
export function needsOwnMessage(check: Pick<Check, 'joinsKnown'>, report: Report): boolean {
  const isBad = report.verdict === 'leak' || report.verdict === 'suspect';
  return check.joinsKnown === true && isBad && ['alarm', 'regressed'].includes(alarmOf(report));
}

/** Where the root message of a check sends its readers. */
export function reportPlace(check: Pick<Check, 'joinsKnown'>, report: Report, link?: string): string {
  if (!needsOwnMessage(check, report)) return 'The report is in this thread.';
  const place = link === undefined ? 'a message of its own' : `<${link}|a message of its own>`;
  return `There is more than what is known here: the report is ${place} in this channel.`;
}
