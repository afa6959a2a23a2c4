import type { Report } from './report.ts';
import { formatBytes, formatCount, plural } from './units.ts';

/** What the check asked of the service, in one or two sentences. */
export function checkCost(report: Report): string {
  const costs = report.replicas.map((replica) => replica.cost);
  const collections = sum(costs.map((cost) => cost.forcedCollections));
  const pauses = costs.flatMap((cost) => (cost.pauseMs === undefined ? [] : [cost.pauseMs]));
  const paused =
    pauses.length > 0
      ? `, all collections in the window, the service's own included, paused it for ${formatCount(sum(pauses))} ms in all`
      : '';
  const cost = `Cost of this check: ${plural(collections, 'forced garbage collection')} over ${plural(costs.length, 'replica')}${paused}, ${formatBytes(sum(costs.map((cost) => cost.bytesRead)))} read.`;
  return `${cost}${collectedTwice(report)}`;
}

/** Why a check cost a service more collections than it has captures. */
function collectedTwice({ replicas }: Report): string {
  const busy = replicas.filter(({ cost }) => cost.collectedTwice);
  if (busy.length === 0) return '';
  const where =
    busy.length === replicas.length
      ? ''
      : ` of ${formatCount(busy.length)} of ${plural(replicas.length, 'replica')}`;
  return ` Two collections were forced at each capture${where} and the lower live heap taken, because so much is allocated there that one leaves a blur of garbage.`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
