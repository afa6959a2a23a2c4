import type { ServiceMetrics } from './service-metrics.ts';

/** 4 PiB: more than any process has. GOMEMLIMIT at its default is math.MaxInt64, cgroups at theirs a little below it. */
const mostBytes = 2 ** 52;
/** 2001; a process that says to be older runs on a machine without a clock. */
const earliestStart = 1e9;

/** Drops values that cannot be what their name says: a limit of MaxInt64 is none, NaN is what a collector writes that failed. */
export function plausibleMetrics(metrics: ServiceMetrics): ServiceMetrics {
  return {
    rssBytes: within(metrics.rssBytes, 1, mostBytes),
    startTimeSeconds: within(metrics.startTimeSeconds, earliestStart, 1e11),
    limitBytes: within(metrics.limitBytes, 1, mostBytes),
    requests: within(metrics.requests, 0, Number.MAX_SAFE_INTEGER),
  };
}

/** NaN is within nothing. */
function within(value: number | undefined, least: number, most: number): number | undefined {
  return value !== undefined && value >= least && value <= most ? value : undefined;
}
