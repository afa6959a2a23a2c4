import { closestName } from '../check/closest-name.ts';
import { digestNamePattern } from '../digest/digest.ts';
import type { FoundProblem } from './schema-problems.ts';
import { shownValue } from './shown-value.ts';

/** What is wrong with the names of digests, and of the services that they name: looks at the file as it was written. */
export function digestProblems(data: unknown): readonly FoundProblem[] {
  const services = Object.keys(mapAt(data, 'services'));
  return Object.entries(mapAt(data, 'digests')).flatMap(([name, digest]) => [
    ...nameProblems(name),
    ...serviceProblems(name, digest, services),
  ]);
}

function nameProblems(name: string): readonly FoundProblem[] {
  if (digestNamePattern.test(name)) return [];
  const allowed = 'small letters, digits and - up to 40, beginning with a letter';
  return [
    { path: ['digests', name], value: shownValue(name), message: 'is not a name for a digest', allowed },
  ];
}

function serviceProblems(name: string, digest: unknown, known: readonly string[]): readonly FoundProblem[] {
  const named = mapAt({ digest }, 'digest').services;
  if (!Array.isArray(named)) return [];
  return named.flatMap((service: unknown, index): FoundProblem[] => {
    if (typeof service !== 'string' || known.includes(service)) return [];
    const meant = closestName(service, known);
    const message = `is no service of this file${meant === undefined ? '' : `: did you mean ${meant}?`}`;
    const path = ['digests', name, 'services', index];
    return [{ path, value: shownValue(service), message, allowed: known.slice(0, 20).join(', ') }];
  });
}

function mapAt(data: unknown, key: string): Readonly<Record<string, unknown>> {
  const value: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, key) : undefined;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
