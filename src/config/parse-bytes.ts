import { FieldError } from './field.ts';

const powers: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  ...prefixed('k', 1),
  ...prefixed('m', 2),
  ...prefixed('g', 3),
  ...prefixed('t', 4),
};

const allowed = 'a size above 0, for example 512MiB, 2GB or 536870912';

/** A size in bytes: a plain number, decimal units (`MB`, `G`) or binary ones (`MiB`, `Gi`). Throws a FieldError. */
export function parseBytes(value: unknown): number {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
  const [, amount, unit] = /^(\d{1,16}(?:\.\d{1,9})?)\s*([a-zA-Z]{0,3})$/.exec(text) ?? [];
  const factor = powers[(unit ?? '').toLowerCase()];
  if (amount === undefined || factor === undefined) {
    throw new FieldError('is not a size', allowed);
  }
  const bytes = Math.round(Number(amount) * factor);
  if (bytes <= 0 || bytes > Number.MAX_SAFE_INTEGER) {
    throw new FieldError(bytes <= 0 ? 'is not above 0' : 'is too large', allowed);
  }
  return bytes;
}

function prefixed(letter: string, power: number): Record<string, number> {
  const decimal = 1000 ** power;
  const binary = 1024 ** power;
  return { [letter]: decimal, [`${letter}b`]: decimal, [`${letter}i`]: binary, [`${letter}ib`]: binary };
}
