import { ProfileError } from './profile-error.ts';
import type { Reference } from './reference.ts';

/** pprof-format yields a number up to 2^28 and a bigint above, by the length on the wire, not by the value. */
export type WireNumber = number | bigint;

/** A signed 64-bit number. Throws ProfileError if a JavaScript number cannot hold it exactly. */
export function exactInt(value: WireNumber, where: () => Reference): number {
  const exact = roundedInt(value);
  if (!Number.isSafeInteger(exact))
    throw new ProfileError('a value is beyond 2^53 and would lose digits', where());
  return exact;
}

/** A signed 64-bit number, rounded where it is beyond 2^53: good enough for points in time. */
export function roundedInt(value: WireNumber): number {
  return typeof value === 'number' ? value : Number(BigInt.asIntN(64, value));
}
