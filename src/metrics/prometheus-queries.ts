import { limitMetrics, requestCounters, rssMetric, startTimeMetric } from './metric-names.ts';

export const queryNames = ['rss', 'startTime', 'limit', 'requests'] as const;
export type QueryName = (typeof queryNames)[number];

/** PromQL for each number of one replica. */
export type PrometheusQueries = { readonly [Name in QueryName]: string };

const here = '{instance="{{target}}"}';
const [, goLimit] = limitMetrics;

/**
 * What is asked unless told: the metrics that a Go service itself serves, scraped from the port of its profiles. A container's
 * limit has the container's labels, which only its owner knows.
 */
const standardQueries: PrometheusQueries = {
  rss: `${rssMetric}${here}`,
  startTime: `${startTimeMetric}${here}`,
  limit: `${goLimit}${here}`,
  requests: requestCounters.map((name) => `sum(${name}${here})`).join(' or '),
};

/** `{{target}}` is host and port of the replica, `{{host}}` the host alone, `{{name}}` what the services file calls it. */
export const placeholders = ['target', 'host', 'name'] as const;
export type Placeholders = { readonly [Name in (typeof placeholders)[number]]: string };

/** The queries of one replica, its own ones in place of the standard ones, with the placeholders filled in. */
export function prometheusQueries(
  own: { readonly [Name in QueryName]?: string | undefined },
  replica: Placeholders,
): PrometheusQueries {
  const query = (name: QueryName) =>
    fillPlaceholders(own[name] ?? standardQueries[name], replica, escapeLabelValue);
  return {
    rss: query('rss'),
    startTime: query('startTime'),
    limit: query('limit'),
    requests: query('requests'),
  };
}

/** Puts in what stands for a replica. Other words in braces are left as they are. */
export function fillPlaceholders(
  text: string,
  replica: Placeholders,
  quote: (value: string) => string = (value) => value,
): string {
  return placeholders.reduce(
    (filled, name) => filled.replaceAll(`{{${name}}}`, () => quote(replica[name])),
    text,
  );
}

/** As PromQL wants it within double quotes: a name can neither end its label nor begin another. */
function escapeLabelValue(value: string): string {
  return value.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n');
}
