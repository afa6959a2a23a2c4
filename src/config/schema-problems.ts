import type { z } from 'zod';
import { closestName } from '../check/closest-name.ts';
import type { ConfigProblem } from './config-error.ts';
import type { FieldIssueParams } from './field.ts';
import { shownValue } from './shown-value.ts';

export type Path = readonly (string | number)[];

/** A problem that still has its path in parts, so that its line can be looked up. */
export type FoundProblem = Omit<ConfigProblem, 'path' | 'line'> & { readonly path: Path };

/** What a schema found, in the words of the services file. `keysAt` lists the keys that are known at a path. */
export function schemaProblems(
  error: z.ZodError,
  data: unknown,
  keysAt: (path: Path) => readonly string[],
): readonly FoundProblem[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => unknownKey(path, key, keysAt(path)));
    }
    if (issue.code === 'custom') {
      const params = issue.params as FieldIssueParams | undefined;
      return [{ path, value: params?.shown, message: issue.message, allowed: params?.allowed }];
    }
    return [wrongShape(path, valueAt(data, path), issue)];
  });
}

export function pathText(path: Path): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('');
}

function unknownKey(path: Path, key: string, known: readonly string[]): FoundProblem {
  const meant = closestName(key, known);
  return {
    path: [...path, key],
    value: undefined,
    message: `is not a known key${meant === undefined ? '' : `: did you mean \`${meant}\`?`}`,
    allowed: known.join(', '),
  };
}

function wrongShape(path: Path, value: unknown, issue: z.core.$ZodIssue): FoundProblem {
  const expected = issue.code === 'invalid_type' ? issue.expected : 'other value';
  const names: Readonly<Record<string, string>> = { object: 'map', record: 'map', array: 'list' };
  // What stands in the place of a map may be anything, a credential too: only its kind is told.
  const kind = typeof value === 'object' ? shownValue(value) : `a ${typeof value}`;
  return value === undefined || value === null
    ? { path, value: undefined, message: 'is missing or empty', allowed: `a ${names[expected] ?? expected}` }
    : { path, value: undefined, message: `is ${kind}`, allowed: `a ${names[expected] ?? expected}` };
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) => (typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined),
    data,
  );
}
