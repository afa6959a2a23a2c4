/** `2026-11-22 09:12 UTC`, as a sentence of a report holds a moment: the thread shows it by the reader's own clock (`proseMrkdwn`). */
export function utcTime(atMs: number): string {
  const iso = new Date(atMs).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** To the second: `2026-11-22 09:12:40 UTC`. */
export function utcSecond(atMs: number): string {
  const iso = new Date(atMs).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
