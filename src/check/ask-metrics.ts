import { rssMetric, startTimeMetric } from '../metrics/metric-names.ts';
import { MetricsError } from '../metrics/metrics-error.ts';
import { metricsOfPage } from '../metrics/metrics-of-page.ts';
import type { MetricsProblem, MetricsReading } from '../metrics/metrics-reading.ts';
import { plausibleMetrics } from '../metrics/plausible-metrics.ts';
import { type QueryName, queryNames } from '../metrics/prometheus-queries.ts';
import type { ServiceMetrics } from '../metrics/service-metrics.ts';
import { valueOfAnswer } from '../metrics/value-of-answer.ts';
import type { MetricsSource, TargetClient } from './target.ts';
import { TargetError } from './target-error.ts';
import { untilAborted } from './until-aborted.ts';
import { withinTime } from './within-time.ts';

export type AskedMetrics = {
  readonly source: MetricsSource;
  readonly withinMs: number;
  readonly signal: AbortSignal;
};

/**
 * A replica's metrics, or why there are none and what to do about it: nothing that a metrics server does is an error here.
 * Answers the bytes read too. Throws no more than what is a fault of this program.
 */
export async function askMetrics(
  targets: TargetClient,
  { source, withinMs, signal }: AskedMetrics,
): Promise<{ readonly reading: MetricsReading; readonly bytes: number }> {
  return withinTime({ signal, ms: withinMs }, (within) => askWithin(targets, { source, withinMs }, within));
}

async function askWithin(
  targets: TargetClient,
  { source, withinMs }: Omit<AskedMetrics, 'signal'>,
  within: AbortSignal,
): Promise<{ readonly reading: MetricsReading; readonly bytes: number }> {
  const read = { bytes: 0 };
  const fetch: Fetch = async (endpoint, expect) => {
    const asked = targets.fetch({ target: source.server, endpoint, expect, signal: within });
    const { bytes } = await untilAborted(asked, within);
    read.bytes += bytes.byteLength;
    return bytes;
  };
  try {
    const metrics =
      source.kind === 'page' ? await askPage(fetch, source) : await askPrometheus(fetch, source);
    assertSomething(metrics);
    return { reading: { metrics }, ...read };
  } catch (error) {
    const problem = problemOf(error, { source, withinMs, isOver: within.aborted });
    if (problem === undefined) throw error;
    return { reading: { problem }, ...read };
  }
}

type Fetch = (endpoint: string, expect: 'metrics' | 'json') => Promise<Uint8Array>;

async function askPage(
  fetch: Fetch,
  { endpoint, counters }: Extract<MetricsSource, { kind: 'page' }>,
): Promise<ServiceMetrics> {
  return metricsOfPage(await fetch(endpoint, 'metrics'), counters);
}

async function askPrometheus(
  fetch: Fetch,
  { queries }: Extract<MetricsSource, { kind: 'prometheus' }>,
): Promise<ServiceMetrics> {
  const ask = async (name: QueryName) => {
    const endpoint = `api/v1/query?query=${encodeURIComponent(queries[name])}`;
    return [name, valueOfAnswer(await fetch(endpoint, 'json'), name)] as const;
  };
  const values = new Map(await Promise.all(queryNames.map(ask)));
  return plausibleMetrics({
    rssBytes: values.get('rss'),
    startTimeSeconds: values.get('startTime'),
    limitBytes: values.get('limit'),
    requests: values.get('requests'),
  });
}

/** A page of another process, or one without Go's collectors, would otherwise pass for metrics. */
function assertSomething({ rssBytes, startTimeSeconds, limitBytes, requests }: ServiceMetrics): void {
  if ((rssBytes ?? startTimeSeconds ?? limitBytes ?? requests) !== undefined) return;
  throw new MetricsError(
    `has none of the metrics that are looked for (${rssMetric}, ${startTimeMetric}, a memory limit, requests)`,
    'Let the service register a process collector (client_golang: collectors.NewProcessCollector), or name other metrics in leakcheck.yaml.',
  );
}

function problemOf(
  error: unknown,
  asked: { readonly source: MetricsSource; readonly withinMs: number; readonly isOver: boolean },
): MetricsProblem | undefined {
  const { source, withinMs, isOver } = asked;
  const { name } = source.server;
  if (error instanceof MetricsError)
    return { message: `${name} ${error.message}.`, nextStep: error.nextStep };
  if (isOver) {
    return {
      message: `${name} gave no metrics within ${(withinMs / 1_000).toLocaleString('en-US', { maximumFractionDigits: 1 })} s.`,
      nextStep: 'Ask for its metrics by hand: how long do they take, and how many series are there?',
    };
  }
  if (!(error instanceof TargetError)) return undefined;
  return { message: error.message, nextStep: nextStepOf(error, source) };
}

/** The client's own next steps speak of profiles. */
function nextStepOf({ code, nextStep }: TargetError, { kind }: MetricsSource): string {
  switch (code) {
    case 'not-found':
    case 'bad-status':
    case 'redirect':
      return kind === 'page'
        ? 'Check `metrics` in leakcheck.yaml: does the service serve its metrics at this path and port?'
        : 'Check `prometheus` in leakcheck.yaml: the url must be that of Prometheus itself, without /api/v1, and the query must be valid.';
    case 'unauthorized':
      return 'Give `metrics` headers of its own in leakcheck.yaml, from an environment variable.';
    case 'too-large':
      return 'Let the service drop labels that make so many series, or ask Prometheus instead of it.';
    case 'server-error':
    case 'truncated':
      return 'Look into the log of what serves the metrics, or of the proxy in front of it.';
    default:
      return nextStep;
  }
}
