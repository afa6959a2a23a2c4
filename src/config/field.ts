import { z } from 'zod';
import { shownValue } from './shown-value.ts';

/** Why a value cannot be used, thrown by the function that reads it. */
export class FieldError extends Error {
  override readonly name = 'FieldError';
  readonly allowed: string | undefined;

  constructor(message: string, allowed?: string) {
    super(message);
    this.allowed = allowed;
  }
}

/** What a schema's issue carries beside its message. */
export type FieldIssueParams = { readonly allowed: string | undefined; readonly shown: string | undefined };

/** A schema out of a function that reads one value or throws a FieldError. `secret` values are never shown. */
export function field<T>(read: (value: unknown) => T, options: { readonly secret?: boolean } = {}) {
  // optional: a key that is not there is the reader's business too
  return z
    .unknown()
    .optional()
    .transform((value, context): T => {
      try {
        return read(value);
      } catch (error) {
        if (!(error instanceof FieldError)) {
          throw error;
        }
        const params: FieldIssueParams = {
          allowed: error.allowed,
          shown: options.secret ? undefined : shownValue(value),
        };
        context.addIssue({ code: 'custom', message: error.message, params });
        return z.NEVER;
      }
    });
}

/** A non-empty text of the given shape. */
export function textField(pattern: RegExp, problem: string, allowed: string) {
  return field((value) => {
    const text = textOf(value);
    if (!pattern.test(text)) {
      throw new FieldError(problem, allowed);
    }
    return text;
  });
}

/** The value as a text that says something; numbers are what YAML makes of unquoted digits. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null || value === '') {
    throw new FieldError('has no value');
  }
  if (typeof value !== 'string' && typeof value !== 'number') {
    throw new FieldError('must be a text');
  }
  return String(value);
}
