import { ProfileError } from './profile-error.ts';
import type { Reference } from './reference.ts';
import type { WireNumber } from './wire-number.ts';

/** Throws ProfileError unless the first string is the empty one, which stands for "none". */
export function checkStringTable(strings: readonly string[]): void {
  if (strings[0] !== '')
    throw new ProfileError('the first string is not empty', { field: 'string_table[0]' });
}

/** The string of an index. Throws ProfileError if the table does not reach so far. */
export function stringAt(strings: readonly string[], index: WireNumber, where: () => Reference): string {
  const text = strings[Number(index)];
  if (text === undefined) {
    throw new ProfileError(`string ${index} does not exist, the table has ${strings.length}`, where());
  }
  return text;
}
