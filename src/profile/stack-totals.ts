import { inTable } from './in-table.ts';
import type { Profile, ProfileHeader } from './profile.ts';
import { ProfileError } from './profile-error.ts';
import type { StackTable } from './stack-table.ts';
import { valueIndex } from './value-index.ts';

/** A whole number for each stack of a table, by its number; the exact value is `high` × 2^32 + `low`. */
export type StackTotals = {
  readonly stacks: StackTable;
  /**
   * Low and high parts, so that sums of values beyond 2^53 are exact as well: each part is a sum of numbers below 2^32. All high
   * parts are 0 where no value is large.
   */
  readonly low: Float64Array;
  readonly high: Float64Array | undefined;
};

/** What a profile counts in each stack, object sizes summed. Throws ProfileError if the profile lacks the sample type. */
export function stackTotals(profile: Profile, type: string): StackTotals {
  const column = profile.values[valueIndex(profile, type)];
  const { stacks, stackOf } = profile;
  const low = new Float64Array(stacks.size);
  if (column instanceof Float64Array && isSmall(column)) {
    for (let row = 0; row < column.length; row++) {
      const stack = stackOf[row] ?? 0;
      low[stack] = (low[stack] ?? 0) + (column[row] ?? 0);
    }
    return { stacks, low, high: undefined };
  }
  const high = new Float64Array(stacks.size);
  for (let row = 0; row < stackOf.length; row++) {
    const stack = stackOf[row] ?? 0;
    const exact = BigInt(column?.[row] ?? 0);
    low[stack] = (low[stack] ?? 0) + Number(exact & 0xffffffffn);
    high[stack] = (high[stack] ?? 0) + Number(exact >> 32n);
  }
  return { stacks, low, high };
}

/**
 * What head counts more than base in each stack of head's table, less where it is negative. Throws ProfileError if one lacks the
 * sample type, or if units or sampling periods differ.
 */
export function stackGrowth(base: Profile, head: Profile, type: string): StackTotals {
  checkComparable(base, head, type);
  const less = stackTotals(inTable(base, head.stacks), type);
  const more = stackTotals(head, type);
  const size = head.stacks.size;
  return {
    stacks: head.stacks,
    low: difference(more.low, less.low, size),
    high: more.high || less.high ? difference(more.high, less.high, size) : undefined,
  };
}

/** Whether all sums of these values, in whatever order, are below 2^53. */
function isSmall(column: Float64Array): boolean {
  let sum = 0;
  for (let row = 0; row < column.length; row++) sum += Math.abs(column[row] ?? 0);
  return sum <= Number.MAX_SAFE_INTEGER / 2;
}

function difference(
  more: Float64Array | undefined,
  less: Float64Array | undefined,
  size: number,
): Float64Array {
  const growth = new Float64Array(size);
  for (let stack = 0; stack < size; stack++) growth[stack] = (more?.[stack] ?? 0) - (less?.[stack] ?? 0);
  return growth;
}

/** Throws ProfileError if one lacks the sample type, or if units or sampling periods differ. */
export function checkComparable(base: ProfileHeader, head: ProfileHeader, type: string): void {
  const unitOf = (profile: ProfileHeader) => profile.sampleTypes[valueIndex(profile, type)]?.unit;
  if (unitOf(base) !== unitOf(head)) {
    throw new ProfileError('base and head count in different units', { field: 'sample_type' });
  }
  if (base.period !== head.period) {
    throw new ProfileError('base and head were sampled at different rates', { field: 'period' });
  }
}
