const sameDayMs = 20 * 3_600_000;

/** `09:12 UTC`, or with its day, `22 Nov, 09:12 UTC`, where that is not plain from how long ago it was. */
export function utcTime(atMs: number, agoMs: number): string {
  const at = new Date(atMs);
  const time = `${at.toISOString().slice(11, 16)} UTC`;
  if (agoMs < sameDayMs) return time;
  return `${at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })}, ${time}`;
}
