import { z } from 'zod';
import { queryNames } from '../metrics/prometheus-queries.ts';
import type { Variables } from './expand-variables.ts';
import { field, textField } from './field.ts';
import { headersSchema } from './headers-schema.ts';
import { listOf } from './list-of.ts';
import { parseMetricsUrl, parsePrometheusUrl } from './metrics-url.ts';
import { type ReadText, tlsSchema } from './tls-schema.ts';

export const metricsKeys = ['url', 'requests', 'headers', 'tls', 'prometheus'] as const;
export const prometheusKeys = ['url', ...queryNames, 'headers', 'tls'] as const;

/** Where the metrics of a service's replicas are, before it is known which replica is meant. */
export type MetricsSettings = {
  readonly headers: Readonly<Record<string, string>> | undefined;
  /** PEM of the authority. */
  readonly tls: string | undefined;
} & (
  | { readonly kind: 'page'; readonly url: string; readonly counters: readonly string[] }
  | {
      readonly kind: 'prometheus';
      readonly url: string;
      readonly queries: { readonly [Name in (typeof queryNames)[number]]?: string | undefined };
    }
);

const counter = textField(
  /^[a-zA-Z_:][a-zA-Z0-9_:]{0,199}$/,
  'is not the name of a metric',
  'the name of a counter, such as orders_served_total, without labels',
);
const counters = z.preprocess(
  (value) => (Array.isArray(value) ? value : [value]),
  listOf(counter, 'the name of a counter, or a list of them'),
);
const query = textField(
  /^[^\p{Cc}]{1,1000}$/u,
  'is not a query',
  'PromQL on one line for one number, with {{target}}, {{host}} or {{name}} for the replica',
);

/** `/metrics`, a whole url, or a map that says more; `prometheus` asks a Prometheus in place of the service. */
export function metricsSchema(env: Variables, readText: ReadText) {
  const server = {
    headers: headersSchema(env).optional(),
    tls: tlsSchema(env, readText).optional(),
  };
  const queries = { rss: query, startTime: query, limit: query, requests: query };
  const prometheus = z.strictObject({
    url: field(parsePrometheusUrl),
    ...z.object(queries).partial().shape,
    ...server,
  });
  const map = z
    .strictObject({
      url: field(parseMetricsUrl).optional(),
      requests: counters.optional(),
      ...server,
      prometheus: prometheus.optional(),
    })
    .superRefine(oneServer)
    .transform(settingsOf);
  return z.unknown().transform((value, context) => {
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
    const parsed = map.safeParse(isMap ? value : { url: value });
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) {
      context.addIssue({ ...issue, path: isMap ? issue.path : [] });
    }
    return z.NEVER;
  });
}

type ParsedMap = {
  readonly url?: string | undefined;
  readonly requests?: readonly string[] | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly tls?: string | undefined;
  readonly prometheus?:
    | {
        readonly url: string;
        readonly headers?: Readonly<Record<string, string>> | undefined;
        readonly tls?: string | undefined;
        readonly rss?: string | undefined;
        readonly startTime?: string | undefined;
        readonly limit?: string | undefined;
        readonly requests?: string | undefined;
      }
    | undefined;
};

function oneServer(map: ParsedMap, context: z.RefinementCtx): void {
  if (map.prometheus === undefined && map.url === undefined) {
    addProblem(context, { message: 'names no place', allowed: '`url` or `prometheus`' });
  }
  if (map.prometheus === undefined) return;
  for (const key of ['url', 'requests', 'headers', 'tls'] as const) {
    if (map[key] !== undefined) {
      addProblem(context, {
        key,
        message: 'belongs to a page of metrics',
        allowed: 'it inside `prometheus`',
      });
    }
  }
}

function addProblem(
  context: z.RefinementCtx,
  problem: { readonly key?: string; readonly message: string; readonly allowed: string },
): void {
  const { key, message, allowed } = problem;
  context.addIssue({ code: 'custom', path: key === undefined ? [] : [key], message, params: { allowed } });
}

function settingsOf({ url = '', requests = [], headers, tls, prometheus }: ParsedMap): MetricsSettings {
  if (prometheus === undefined) return { kind: 'page', url, counters: requests, headers, tls };
  const { rss, startTime, limit, requests: requestQuery } = prometheus;
  return {
    kind: 'prometheus',
    url: prometheus.url,
    queries: { rss, startTime, limit, requests: requestQuery },
    headers: prometheus.headers,
    tls: prometheus.tls,
  };
}
