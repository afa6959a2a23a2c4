import { askMetrics } from '../check/ask-metrics.ts';
import type { Target, TargetClient } from '../check/target.ts';
import { rssMetric } from '../metrics/metric-names.ts';
import type { ServiceMetrics } from '../metrics/service-metrics.ts';
import { formatBytes, formatCount } from '../report/units.ts';
import type { Examination } from './examination.ts';

/** As long as a check waits at most. */
const withinMs = 3_000;

/**
 * Asks for a target's metrics as a check does; none where the services file names none. A check can do without them, so that
 * what is wrong with them is a warning.
 */
export async function examineMetrics(
  service: string,
  asked: { readonly targets: TargetClient; readonly target: Target; readonly signal: AbortSignal },
): Promise<readonly Examination[]> {
  const { targets, target, signal } = asked;
  if (target.metrics === undefined) return [];
  const name = `Metrics ${service}/${target.name}`;
  const { reading } = await askMetrics(targets, { source: target.metrics, withinMs, signal });
  if ('metrics' in reading) return [{ name, ...judge(reading.metrics) }];
  const { message, nextStep } = reading.problem;
  return [{ name, state: 'warn', says: message.replace(/\.$/, ''), nextStep }];
}

function judge(metrics: ServiceMetrics): Omit<Examination, 'name'> {
  const says = saysOf(metrics);
  if (metrics.rssBytes !== undefined) return { state: 'ok', says };
  return {
    state: 'warn',
    says: `${says}, but not ${rssMetric} of this one process: growth outside the Go heap will not show`,
    nextStep: 'Let the service register a process collector, or name the query for `rss` in leakcheck.yaml.',
  };
}

function saysOf({ rssBytes, startTimeSeconds, limitBytes, requests }: ServiceMetrics): string {
  const told = [
    ...(rssBytes === undefined ? [] : [`${formatBytes(rssBytes)} resident`]),
    ...(startTimeSeconds === undefined
      ? []
      : [`started ${new Date(startTimeSeconds * 1_000).toISOString().slice(0, 16)}Z`]),
    ...(limitBytes === undefined ? [] : [`limit ${formatBytes(limitBytes)}`]),
    ...(requests === undefined ? [] : [`${formatCount(requests)} requests`]),
  ];
  const missing =
    requests === undefined ? '; no known counter of requests: allocations stand in for load' : '';
  return `tell ${told.join(', ')}${missing}`;
}
