import { zonedTime } from './time-zone.ts';

/** When nothing is to be posted: by the clocks of the digest's zone. */
export type QuietTimes = {
  readonly timeZone: string;
  /** Minutes since midnight; `from` after `to` goes over midnight. */
  readonly quietHours: { readonly from: number; readonly to: number } | undefined;
  readonly weekends: boolean;
};

/** Whether a digest may be posted at this moment. */
export function isQuiet({ timeZone, quietHours, weekends }: QuietTimes, atMs: number): boolean {
  const { weekday, minute } = zonedTime(atMs, timeZone);
  if (!weekends && (weekday === 0 || weekday === 6)) return true;
  if (quietHours === undefined) return false;
  const { from, to } = quietHours;
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

const minuteMs = 60_000;

/** This moment, or the first whole minute after it at which a digest may be posted; at most four days are looked ahead. */
export function quietUntil(times: QuietTimes, fromMs: number): number {
  if (!isQuiet(times, fromMs)) return fromMs;
  let at = Math.ceil(fromMs / minuteMs) * minuteMs;
  for (const end = at + 4 * 24 * 60 * minuteMs; at < end && isQuiet(times, at); ) at += minuteMs;
  return at;
}

/** Reads `22:00-07:00`; undefined where it is no such thing. */
export function parseQuietHours(text: string): { readonly from: number; readonly to: number } | undefined {
  const [, ...numbers] = /^(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})$/.exec(text.trim()) ?? [];
  const [fromHour = 24, fromMinute = 60, toHour = 24, toMinute = 60] = numbers.map(Number);
  if (fromHour > 23 || toHour > 24 || fromMinute > 59 || toMinute > 59) return undefined;
  const from = fromHour * 60 + fromMinute;
  const to = (toHour * 60 + toMinute) % (24 * 60);
  return from === to ? undefined : { from, to };
}

/** `22:00-07:00`, as it is written. */
export function formatQuietHours({ from, to }: { readonly from: number; readonly to: number }): string {
  return `${clock(from)}-${clock(to)}`;
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
