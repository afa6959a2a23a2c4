import { z } from 'zod';
import { FieldError, field } from './field.ts';

/** A list with at least one item; `help` says what belongs into it. */
export function listOf<T extends z.ZodType>(item: T, help: string) {
  return field((value) => {
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) {
      throw new FieldError('is missing or empty', help);
    }
    if (!Array.isArray(value)) {
      throw new FieldError('is not a list', help);
    }
    return value as unknown[];
  }).pipe(z.array(item));
}
