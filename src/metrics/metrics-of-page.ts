import { limitMetrics, requestCounters, rssMetric, startTimeMetric } from './metric-names.ts';
import { plausibleMetrics } from './plausible-metrics.ts';
import { type MetricSample, readExposition } from './read-exposition.ts';
import type { ServiceMetrics } from './service-metrics.ts';

/**
 * What a page of metrics says of its process. `counters` are names of request counters in order of preference, with or without
 * OpenMetrics' `_total`; the usual ones where there are none. Throws MetricsError.
 */
export function metricsOfPage(page: Uint8Array | string, counters: readonly string[] = []): ServiceMetrics {
  const names = counters.length > 0 ? counters.flatMap((name) => [name, `${name}_total`]) : requestCounters;
  const wanted = new Set([rssMetric, startTimeMetric, ...limitMetrics, ...names]);
  const samples = groupByName(readExposition(page, wanted));
  const counted = names.find((name) => samples.has(name));
  return plausibleMetrics({
    rssBytes: only(samples.get(rssMetric)),
    startTimeSeconds: only(samples.get(startTimeMetric)),
    limitBytes: smallest(limitMetrics.flatMap((name) => only(samples.get(name)) ?? [])),
    requests: counted === undefined ? undefined : sum(samples.get(counted) ?? []),
  });
}

function groupByName(samples: readonly MetricSample[]): ReadonlyMap<string, readonly number[]> {
  const values = new Map<string, number[]>();
  for (const { name, value } of samples) {
    const others = values.get(name);
    if (others === undefined) values.set(name, [value]);
    else others.push(value);
  }
  return values;
}

/** Several processes on one page (an exporter of a whole machine) are not this one. */
function only(values: readonly number[] | undefined): number | undefined {
  return values?.length === 1 ? values[0] : undefined;
}

/** A limit of 0 is cAdvisor's way to say that there is none. */
function smallest(values: readonly number[]): number | undefined {
  const known = values.filter((value) => value > 0);
  return known.length === 0 ? undefined : Math.min(...known);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
