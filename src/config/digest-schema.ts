import { z } from 'zod';
import { type Digest, defaultAtOnce, defaultWithinMs } from '../digest/digest.ts';
import { mostAtOnce, parseWithin, withinHelp } from '../digest/limits.ts';
import { parseQuietHours } from '../digest/quiet-times.ts';
import { parseSchedule, parseTimeZone, ScheduleError } from '../digest/schedule.ts';
import { FieldError, field, textOf } from './field.ts';
import { listOf } from './list-of.ts';
import { booleanOf, channelId, windowOf, workspaceId } from './service-schema.ts';

const digestSchema = z.strictObject({
  channel: channelId,
  workspace: workspaceId.optional(),
  cron: field((value) => scheduled(() => parseSchedule(textOf(value), 'UTC').cron)),
  timeZone: field((value) =>
    value === undefined ? 'UTC' : scheduled(() => parseTimeZone(textOf(value))),
  ).optional(),
  services: listOf(z.string(), 'leave the key out for every service').optional(),
  window: field(windowOf).optional(),
  within: field(withinOf).optional(),
  atOnce: field(atOnceOf).optional(),
  healthy: field(healthyOf).optional(),
  quietHours: field(quietHoursOf).optional(),
  weekends: field(booleanOf).optional(),
});

export const digestsSchema = z.record(z.string(), digestSchema);

export const digestKeys: readonly string[] = Object.keys(digestSchema.shape);

/** The digest of the services file under this name. */
export function digestOf(name: string, own: z.output<typeof digestSchema>): Digest {
  return {
    name,
    channel: own.channel,
    cron: own.cron,
    timeZone: own.timeZone ?? 'UTC',
    services: own.services,
    windowMs: own.window,
    withinMs: own.within ?? defaultWithinMs,
    atOnce: own.atOnce ?? defaultAtOnce,
    healthy: own.healthy ?? 'line',
    quietHours: own.quietHours,
    weekends: own.weekends ?? true,
    ...(own.workspace === undefined ? {} : { team: own.workspace }),
  };
}

function scheduled<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    throw new FieldError(error.problem, error.allowed);
  }
}

function withinOf(value: unknown): number {
  const parsed = parseWithin(textOf(value));
  if ('problem' in parsed) throw new FieldError(parsed.problem, withinHelp);
  return parsed.ms;
}

function atOnceOf(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= mostAtOnce) return value;
  throw new FieldError('is not a number of checks', `a whole number from 1 to ${mostAtOnce}`);
}

function healthyOf(value: unknown): 'line' | 'nothing' {
  if (value === 'line' || value === 'nothing') return value;
  throw new FieldError('is not known', '`line` or `nothing`');
}

function quietHoursOf(value: unknown): { readonly from: number; readonly to: number } {
  const hours = parseQuietHours(textOf(value));
  if (hours === undefined) throw new FieldError('are no quiet hours', 'such as 22:00-07:00');
  return hours;
}
