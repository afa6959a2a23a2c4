import { z } from 'zod';
import type { ServiceMetrics } from './service-metrics.ts';

const known = z.number().optional();

/** What became of a replica's metrics at one time point: the numbers, or why there are none and what to do about it. */
const MetricsReading = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    rssBytes: known,
    startTimeSeconds: known,
    limitBytes: known,
    requests: known,
  }),
  z.object({ ok: z.literal(false), message: z.string(), nextStep: z.string() }),
]);

export type MetricsProblem = { readonly message: string; readonly nextStep: string };
export type MetricsReading = { readonly metrics: ServiceMetrics } | { readonly problem: MetricsProblem };

export function writeMetricsReading(reading: MetricsReading): Uint8Array {
  const stored = 'metrics' in reading ? { ok: true, ...reading.metrics } : { ok: false, ...reading.problem };
  return new TextEncoder().encode(JSON.stringify(stored));
}

/** Undefined for bytes that are no reading. */
export function readMetricsReading(bytes: Uint8Array): MetricsReading | undefined {
  const stored = MetricsReading.safeParse(jsonOf(bytes)).data;
  if (stored === undefined) return undefined;
  if (!stored.ok) return { problem: { message: stored.message, nextStep: stored.nextStep } };
  const { rssBytes, startTimeSeconds, limitBytes, requests } = stored;
  return { metrics: { rssBytes, startTimeSeconds, limitBytes, requests } };
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
