import { writeMetricsReading } from '../metrics/metrics-reading.ts';
import { askMetrics } from './ask-metrics.ts';
import type { CaptureDeps, ReplicaCapture } from './replica-capture.ts';
import type { Target } from './target.ts';

const longestMs = 3_000;
/** Profiles matter more: what a slow metrics page costs must leave time for them and for another try. */
const mostShareOfTime = 0.3;

/**
 * Asks for a replica's metrics and stores what they say, or why they could not be read: metrics fail no capture. Nothing is
 * asked or stored where the services file names none. Answers the bytes read. Throws what the store throws.
 */
export async function captureMetrics(
  deps: Pick<CaptureDeps, 'targets' | 'store' | 'clock'>,
  capture: ReplicaCapture,
  { metrics: source }: Target,
): Promise<number> {
  const { plan, replica, point, signal } = capture;
  const withinMs = Math.min(longestMs, (point.notAfterMs - deps.clock()) * mostShareOfTime);
  if (source === undefined || withinMs <= 0 || (await capture.isCancelled())) return 0;
  const { reading, bytes } = await askMetrics(deps.targets, {
    source,
    withinMs: Math.ceil(withinMs),
    signal,
  });
  // What was not answered because the capture ended says nothing about the metrics.
  if (signal.aborted) return bytes;
  const ref = { check: plan.check, replica, point: point.index, file: 'metrics' } as const;
  await deps.store.put(ref, writeMetricsReading(reading));
  return bytes;
}
