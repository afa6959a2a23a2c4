import { FieldError } from './field.ts';
import type { FoundProblem, Path } from './schema-problems.ts';
import { shownValue } from './shown-value.ts';
import { parseTargetUrl } from './target-url.ts';

const serviceName = /^[a-z0-9][a-z0-9._-]{0,63}$/i;

/**
 * What is wrong with names and addresses taken together: bad service names, none at all, and what stands there twice.
 * Looks at the file as it was written, so that these problems are told along with all the others.
 */
export function namingProblems(data: unknown): readonly FoundProblem[] {
  const services = mapAt(data, 'services');
  if (services === undefined) {
    return [];
  }
  const names = Object.keys(services);
  if (names.length === 0) {
    return [{ path: ['services'], value: undefined, message: 'names no service', allowed: 'at least one' }];
  }
  return [
    ...names.flatMap((name) => serviceNameProblems(name, names)),
    ...names.flatMap((name) => targetProblems(name, services[name])),
  ];
}

function serviceNameProblems(name: string, names: readonly string[]): readonly FoundProblem[] {
  const path = ['services', name];
  if (!serviceName.test(name)) {
    const allowed = 'letters, digits and . _ - up to 64, beginning with a letter or digit';
    return [{ path, value: shownValue(name), message: 'is not a name for a service', allowed }];
  }
  const first = names.find((other) => other.toLowerCase() === name.toLowerCase());
  return first === name || first === undefined
    ? []
    : [
        {
          path,
          value: undefined,
          message: `is written twice: case does not tell it from ${first}`,
          allowed: undefined,
        },
      ];
}

type NamedTarget = {
  readonly path: Path;
  readonly url: string | undefined;
  readonly name: string | undefined;
};

function targetProblems(service: string, value: unknown): readonly FoundProblem[] {
  const targets = targetsIn(service, value);
  return targets.flatMap((target, index) => {
    const before = targets.slice(0, index);
    const sameUrl = before.some(({ url }) => url !== undefined && url === target.url);
    const sameName = before.some(({ name }) => name !== undefined && name === target.name);
    return [
      ...(sameUrl ? [twice(target.path, target.url, 'is the url of another target too')] : []),
      ...(sameName
        ? [twice([...target.path, 'name'], target.name, 'is the name of another target too')]
        : []),
    ];
  });
}

function twice(path: Path, value: string | undefined, message: string): FoundProblem {
  return { path, value: shownValue(value), message, allowed: 'every replica once' };
}

function targetsIn(service: string, value: unknown): readonly NamedTarget[] {
  const list = typeof value === 'object' && value !== null && 'targets' in value ? value.targets : undefined;
  return (Array.isArray(list) ? list : []).map((item: unknown, index) => {
    const map = typeof item === 'object' && item !== null ? item : { url: item };
    return {
      path: ['services', service, 'targets', index],
      url: 'url' in map ? urlOrNothing(map.url) : undefined,
      name: 'name' in map && typeof map.name === 'string' ? map.name : undefined,
    };
  });
}

function urlOrNothing(value: unknown): string | undefined {
  try {
    return parseTargetUrl(value);
  } catch (error) {
    if (error instanceof FieldError) {
      return undefined; // told by the schema
    }
    throw error;
  }
}

function mapAt(data: unknown, key: string): Readonly<Record<string, unknown>> | undefined {
  const value: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, key) : undefined;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
