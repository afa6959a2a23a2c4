import type { Incident } from './incident.ts';

const dayMs = 24 * 3_600_000;
const keepMs = 90 * dayMs;
/** Somebody's decision is kept longer than what checks saw. */
const keepSilencedMs = 365 * dayMs;
const mostIncidents = 200;

/** Without what has been dead for long; where there are very many, without those not seen for longest, resolved ones first. */
export function prunedIncidents(incidents: readonly Incident[], nowMs: number): readonly Incident[] {
  const alive = incidents.filter(({ status, last }) => {
    const kept = status.is === 'silenced' ? keepSilencedMs : keepMs;
    return nowMs - Math.max(last.atMs, 'atMs' in status ? status.atMs : 0) < kept;
  });
  if (alive.length <= mostIncidents) return alive;
  return [...alive].sort((a, b) => weight(b) - weight(a)).slice(0, mostIncidents);
}

function weight({ status, last }: Incident): number {
  return status.is === 'resolved' ? last.atMs - keepSilencedMs : last.atMs;
}
