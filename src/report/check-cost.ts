import type { Report } from './report.ts';
import { formatBytes, formatCount, plural } from './units.ts';

/** What the check asked of the service, in one sentence. */
export function checkCost(report: Report): string {
  const costs = report.replicas.map((replica) => replica.cost);
  const collections = sum(costs.map((cost) => cost.forcedCollections));
  const pauses = costs.flatMap((cost) => (cost.pauseMs === undefined ? [] : [cost.pauseMs]));
  const paused =
    pauses.length > 0
      ? `, all collections in the window, the service's own included, paused it for ${formatCount(sum(pauses))} ms in all`
      : '';
  return `Cost of this check: ${plural(collections, 'forced garbage collection')} over ${plural(costs.length, 'replica')}${paused}, ${formatBytes(sum(costs.map((cost) => cost.bytesRead)))} read.`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
