import { type CronExpression, CronExpressionParser } from 'cron-parser';
import { closestName } from '../check/closest-name.ts';
import { isTimeZone, zonedTime } from './time-zone.ts';

/** When a digest is due: cron as BullMQ's schedulers read it, by the clocks of a zone. */
export type Schedule = { readonly cron: string; readonly timeZone: string };

/** A cron expression or a time zone that cannot be used: what is wrong, and what is allowed. `value` comes from people. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError';
  readonly part: 'cron' | 'timeZone';
  readonly value: string;
  readonly problem: string;
  readonly allowed: string;

  constructor(part: 'cron' | 'timeZone', value: string, what: { problem: string; allowed: string }) {
    const shown = value.length > 60 ? `${value.slice(0, 60)}…` : value;
    const subject = part === 'cron' ? 'The schedule' : 'The time zone';
    super(`${subject} “${shown}” ${what.problem}. Allowed: ${what.allowed}.`);
    this.part = part;
    this.value = shown;
    this.problem = what.problem;
    this.allowed = what.allowed;
  }
}

const cronHelp =
  'five fields (minute hour day month weekday) such as 0 9 * * 1-5, or @hourly, @daily, @weekdays, @weekly, @monthly';
const shorthands = ['@hourly', '@daily', '@weekdays', '@weekends', '@weekly', '@monthly'];

/** Reads cron and zone. Throws a ScheduleError. */
export function parseSchedule(cron: string, timeZone: string): Schedule {
  const zone = parseTimeZone(timeZone);
  const text = cron.trim().split(/\s+/).join(' ').toUpperCase();
  const pattern = text.startsWith('@') ? text.toLowerCase() : text;
  const wrong = cronProblem(pattern);
  if (wrong !== undefined) throw new ScheduleError('cron', cron, { problem: wrong, allowed: cronHelp });
  return { cron: pattern, timeZone: zone };
}

/** Reads a time zone. Throws a ScheduleError with the zone that was likely meant. */
export function parseTimeZone(timeZone: string): string {
  if (isTimeZone(timeZone) && !/^[+-]/.test(timeZone)) return timeZone;
  const meant = closestName(timeZone, Intl.supportedValuesOf('timeZone'));
  const problem = `is not known${meant === undefined ? '' : `: did you mean ${meant}?`}`;
  throw new ScheduleError('timeZone', timeZone, {
    problem,
    allowed: 'a name of the IANA database such as Europe/Berlin, America/New_York or UTC',
  });
}

function cronProblem(pattern: string): string | undefined {
  if (pattern.startsWith('@')) return shorthands.includes(pattern) ? undefined : 'is not known';
  const fields = pattern.split(' ').length;
  if (pattern === '') return 'is empty';
  if (fields !== 5) return `has ${fields} ${fields === 1 ? 'field' : 'fields'}`;
  // An H is a minute by chance, another one at each reading.
  if (/(?:^| )H/.test(pattern)) return 'has an H, which names no time';
  try {
    CronExpressionParser.parse(pattern, { tz: 'UTC' }).next();
    return undefined;
  } catch (error) {
    return `cannot be read (${(error instanceof Error ? error.message : String(error)).replace(/\.$/, '')})`;
  }
}

/** No zone sets its clocks by more at once. */
const clockChangeMs = 3 * 3_600_000;

/**
 * The first moment after this one at which the schedule is due. Where clocks are set back, a time of the repeated hour is due
 * once; where they skip an hour, a time in it is due an hour later.
 */
export function nextDue(schedule: Schedule, afterMs: number): number {
  const dues = duesFrom(schedule, clocksChange(schedule, afterMs) ? afterMs - clockChangeMs : afterMs);
  for (;;) {
    const due = dues.next().getTime();
    if (due > afterMs) return due;
  }
}

/** The last moment, up to this one, at which the schedule was due. */
export function latestDue(schedule: Schedule, nowMs: number): number {
  // Looking back, the parser takes the repeated hour twice and leaves out what fell into a skipped one: this is but where to begin.
  const about = duesFrom(schedule, nowMs + 1)
    .prev()
    .getTime();
  const isSettled = zonedOffset(schedule, about - clockChangeMs) === zonedOffset(schedule, nowMs);
  const dues = duesFrom(schedule, isSettled ? about - 1 : about - clockChangeMs);
  let latest = about;
  for (let due = dues.next().getTime(); due <= nowMs; due = dues.next().getTime()) latest = due;
  return latest;
}

function duesFrom({ cron, timeZone }: Schedule, fromMs: number): CronExpression {
  return CronExpressionParser.parse(cron, { tz: timeZone, currentDate: new Date(fromMs) });
}

function clocksChange(schedule: Schedule, atMs: number): boolean {
  return zonedOffset(schedule, atMs - clockChangeMs) !== zonedOffset(schedule, atMs);
}

function zonedOffset({ timeZone }: Schedule, atMs: number): number {
  return zonedTime(atMs, timeZone).offsetMs;
}
