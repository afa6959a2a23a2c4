import type { FoundProblem, Path } from './schema-problems.ts';
import { shownValue } from './shown-value.ts';

/** One page of metrics for several replicas cannot tell them apart. Looks at the file as it was written, as namingProblems does. */
export function metricsProblems(data: unknown): readonly FoundProblem[] {
  const common = at(data, 'defaults', 'metrics');
  const services = at(data, 'services');
  if (typeof services !== 'object' || services === null) return [];
  return Object.entries(services).flatMap(([name, service]) => {
    const own = at(service, 'metrics');
    const url = pageUrl(own ?? common);
    const targets = at(service, 'targets');
    const sharing = (Array.isArray(targets) ? targets : []).filter(
      (target) => at(target, 'metrics') === undefined,
    );
    if (url === undefined || sharing.length < 2) return [];
    const path: Path = own === undefined ? ['defaults', 'metrics'] : ['services', name, 'metrics'];
    return [
      {
        path: typeof at(data, ...path) === 'string' ? path : [...path, 'url'],
        value: shownValue(url),
        message: `is one page for ${sharing.length} replicas of ${name}`,
        allowed: 'a path such as /metrics, {{host}} in the url, or `metrics` at each target',
      },
    ];
  });
}

/** A whole url that is the same for every replica. */
function pageUrl(metrics: unknown): string | undefined {
  const url = typeof metrics === 'string' ? metrics : at(metrics, 'url');
  return typeof url === 'string' && /^https?:\/\//i.test(url) && !url.includes('{{host}}') ? url : undefined;
}

function at(value: unknown, ...path: Path): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? Reflect.get(inner, key)
        : undefined,
    value,
  );
}
