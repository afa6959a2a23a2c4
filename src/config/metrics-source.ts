import type { MetricsSource, Target } from '../check/target.ts';
import { fillPlaceholders, prometheusQueries } from '../metrics/prometheus-queries.ts';
import type { MetricsSettings } from './metrics-schema.ts';

/**
 * Where the metrics of one replica are asked for. Headers of the target itself go along to its own host and port alone: what
 * answers elsewhere has no business with its credentials.
 */
export function metricsSourceOf(settings: MetricsSettings, target: Target): MetricsSource {
  const { origin, host, hostname } = new URL(target.url);
  const replica = { target: host, host: hostname, name: target.name };
  const tlsCa = settings.tls ?? target.tlsCa;
  if (settings.kind === 'prometheus') {
    return {
      kind: 'prometheus',
      server: {
        name: `Prometheus for ${target.name}`,
        url: settings.url,
        headers: settings.headers ?? {},
        tlsCa,
      },
      queries: prometheusQueries(settings.queries, replica),
    };
  }
  const page = new URL(fillPlaceholders(settings.url, replica), origin);
  const headers = settings.headers ?? (page.origin === origin ? target.headers : {});
  return {
    kind: 'page',
    server: { name: target.name, url: `${page.origin}/`, headers, tlsCa },
    endpoint: page.pathname.slice(1),
    counters: settings.counters,
  };
}
