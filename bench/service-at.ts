import type { Service } from '../src/check/service.ts';
import { metricsSourceOf } from '../src/config/metrics-source.ts';
import { serviceOfUrl } from '../src/config/service-of-url.ts';

/** A service of replicas that were started here, with nothing configured but the path of its metrics, where it has any. */
export function serviceAt(
  name: string,
  replicas: readonly { readonly name: string; readonly url: string }[],
  metrics?: string,
): Service {
  const [first] = replicas;
  if (first === undefined) throw new Error(`${name} has no replica`);
  const page = { kind: 'page', counters: [], headers: undefined, tls: undefined } as const;
  const targets = replicas.map(({ name, url }) => {
    const target = { name, url, headers: {}, tlsCa: undefined };
    return metrics === undefined
      ? target
      : { ...target, metrics: metricsSourceOf({ ...page, url: metrics }, target) };
  });
  return { ...serviceOfUrl(first.url), name, targets };
}
