import type { FoundProblem } from './schema-problems.ts';

/** A leak that escalates by itself needs somebody to tell. Looks at the file as it was written, as namingProblems does. */
export function escalationProblems(data: unknown): readonly FoundProblem[] {
  const services = valueAt(data, 'services');
  const defaults = valueAt(data, 'defaults');
  if (typeof services !== 'object' || services === null) return [];
  return Object.entries(services).flatMap(([name, service]) => {
    const has = (key: string) => [service, defaults].some((map) => valueAt(map, key) !== undefined);
    if (valueAt(service, 'escalateAfter') === undefined || has('owner') || has('escalation')) return [];
    return [
      {
        path: ['services', name, 'escalateAfter'],
        value: undefined,
        message: 'escalates to nobody',
        allowed: 'an `owner`, an `escalation` or both beside it',
      },
    ];
  });
}

function valueAt(map: unknown, key: string): unknown {
  return typeof map === 'object' && map !== null && Object.hasOwn(map, key)
    ? Reflect.get(map, key)
    : undefined;
}
