import { fewestPoints } from '../leak/trend.ts';
import { FieldError } from './field.ts';

const mostCaptures = 60;
const allowed = `a whole number from ${fewestPoints} to ${mostCaptures}: by fewer nothing can be judged`;

/** Reads how many captures a window gets. Throws a FieldError. */
export function captureCountOf(value: unknown): number {
  if (value === undefined || value === null || value === '') throw new FieldError('has no value', allowed);
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw new FieldError('is not a whole number', allowed);
  }
  if (value < fewestPoints) throw new FieldError('is too few', allowed);
  if (value > mostCaptures) throw new FieldError('is too many', allowed);
  return value;
}
