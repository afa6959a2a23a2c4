import { z } from 'zod';
import type { ServiceLibrary } from '../leak/libraries/service-library.ts';
import { patternIds } from '../leak/pattern.ts';
import { FieldError, field, textField, textOf } from './field.ts';
import { listOf } from './list-of.ts';

export const libraryKeys = ['name', 'functions', 'kind', 'pattern', 'advice', 'before', 'after'] as const;

const kinds = ['goroutine', 'heap'] as const;
const mostLibraries = 200;
const mostFunctions = 20;

const functionPart = textField(
  /^[^\p{Cc}\s]{3,200}$/u,
  'is not a part of a function name',
  '3 to 200 characters as they stand in a stack, such as session.(*Pool).refresh; plain text, no pattern',
);

const name = textField(/^[^\p{Cc}]{1,75}$/u, 'is not a name', 'up to 75 characters on one line');
const advice = textField(
  /^[^\p{Cc}]{1,500}$/u,
  'is not one sentence',
  'what to do, in up to 500 characters on one line',
);

const librarySchema = z
  .strictObject({
    name,
    functions: bounded(
      listOf(functionPart, 'at least one part of a function name, such as session.(*Pool).refresh'),
      mostFunctions,
    ),
    kind: field((value) => oneOf(value, kinds)).optional(),
    pattern: field((value) => oneOf(value, patternIds)).optional(),
    advice,
    before: field(goCodeOf).optional(),
    after: field(goCodeOf).optional(),
  })
  .transform((library, context): ServiceLibrary => {
    const { before, after } = library;
    if ((before === undefined) !== (after === undefined)) {
      const path = [before === undefined ? 'after' : 'before'];
      const message = `stands there without \`${before === undefined ? 'before' : 'after'}\``;
      const params = { allowed: 'both, the Go that leaks and the same Go mended, or neither' };
      context.addIssue({ code: 'custom', path, message, params });
      return z.NEVER;
    }
    return {
      name: library.name,
      functions: library.functions,
      kind: library.kind,
      pattern: library.pattern ?? 'resource-not-closed',
      advice: library.advice,
      code: before === undefined || after === undefined ? undefined : { before, after },
    };
  });

/** Libraries whose misuse a team knows, beside those that leakcheck knows itself. */
export const librariesSchema = bounded(listOf(librarySchema, 'at least one library'), mostLibraries);

function bounded<T extends z.ZodType<readonly unknown[]>>(list: T, most: number) {
  return list.superRefine((items, context) => {
    if (items.length > most) {
      const params = { allowed: `up to ${most}` };
      context.addIssue({ code: 'custom', message: `has ${items.length} entries`, params });
    }
  });
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T {
  const text = textOf(value);
  const known = allowed.find((each) => each === text);
  if (known === undefined) throw new FieldError('is none of those known', allowed.join(', '));
  return known;
}

/** Go as a thread can show it; tabs and line breaks are the only control characters that code needs. */
function goCodeOf(value: unknown): string {
  const code = textOf(value).replaceAll('\r\n', '\n').trimEnd();
  if (code.length > 1_500 || /[^\P{Cc}\t\n]/u.test(code)) {
    throw new FieldError('is not a short piece of Go', 'up to 1500 characters of text');
  }
  return code;
}
