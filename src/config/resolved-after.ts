import { FieldError } from './field.ts';

const most = 50;
const allowed = `a whole number from 1 to ${most}`;

/** Reads how many checks in a row without a leak resolve it. Throws a FieldError. */
export function resolvedAfterOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw new FieldError('is not a number of checks', allowed);
  }
  if (value < 1) throw new FieldError('is too few', allowed);
  if (value > most) throw new FieldError('is too many', allowed);
  return value;
}
