import type { Report } from './report.ts';
import { formatBytes, formatCount, plural } from './units.ts';

/** What the check asked of the service, in one or two sentences. */
export function checkCost(report: Report): string {
  const costs = report.replicas.map((replica) => replica.cost);
  const collections = sum(costs.map((cost) => cost.forcedCollections));
  const pauses = costs.flatMap((cost) => (cost.pauseMs === undefined ? [] : [cost.pauseMs]));
  const requests = plural(sum(costs.map((cost) => cost.requests)), 'request');
  const bytes = formatBytes(sum(costs.map((cost) => cost.bytesRead)));
  const cost = `Cost of this check: ${plural(collections, 'forced garbage collection')} over ${plural(costs.length, 'replica')}, ${requests}, ${bytes} served.`;
  return `${cost}${paused(pauses, costs.length)}${collectedTwice(report)}`;
}

/** The service would have paused for its own collections without a check as well: the two cannot be told apart. */
function paused(pausesMs: readonly number[], replicas: number): string {
  if (pausesMs.length === 0) return '';
  const where = pausesMs.length === replicas ? '' : ` of ${formatCount(pausesMs.length)} of them`;
  return ` All collections${where} from the first capture to the last, the service's own included, stopped it for ${formatMs(sum(pausesMs))} in all.`;
}

/** Pauses are often shorter than a millisecond. */
function formatMs(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${formatCount(Math.round(ms))} ms`;
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
