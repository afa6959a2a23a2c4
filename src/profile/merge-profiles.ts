import { inTable } from './in-table.ts';
import type { Profile } from './profile.ts';
import { ProfileError } from './profile-error.ts';
import { RowIndex } from './row-index.ts';
import { ColumnBuilder, SampleRow } from './sample-columns.ts';
import type { StackTable } from './stack-table.ts';
import { beyondExact } from './wire-cursor.ts';

/**
 * Several profiles as one, e.g. of all replicas: values of equal stacks and object sizes summed, in the order
 * of first occurrence. Time is the earliest, duration the longest. Throws ProfileError if sample types or periods differ, and for
 * a sum beyond 2^53.
 */
export function mergeProfiles(first: Profile, ...others: readonly Profile[]): Profile {
  const all = [first, ...others];
  return {
    ...sumProfiles([{ profile: first, times: 1 }, ...others.map((profile): Term => ({ profile, times: 1 }))]),
    timeNanos: all.reduce((least, { timeNanos }) => Math.min(least, timeNanos), first.timeNanos),
    durationNanos: all.reduce((most, { durationNanos }) => Math.max(most, durationNanos), 0),
  };
}

/**
 * What `head` has more than `base`, negative where it has less: the profile that `go tool pprof -base` works on. Stacks
 * without any change are left out. Throws ProfileError as `mergeProfiles` does.
 */
export function subtractProfiles(head: Profile, base: Profile): Profile {
  return sumProfiles([
    { profile: head, times: 1 },
    { profile: base, times: -1 },
  ]);
}

type Term = { readonly profile: Profile; readonly times: 1 | -1 };

/** Rows that sum up to 0 are left out where anything is subtracted. */
function sumProfiles(terms: readonly [Term, ...Term[]]): Profile {
  const header = terms[0].profile;
  for (const { profile } of terms) checkMergeable(header, profile);
  const rows = new RowIndex();
  const sums: number[][] = [];
  for (const term of terms) addRows(term, { stacks: header.stacks, rows, sums });
  const columns = new ColumnBuilder(rows.length, header.sampleTypes.length);
  const isDifference = terms.some(({ times }) => times < 0);
  const open = new SampleRow(0, header.sampleTypes.length);
  for (const [row, values] of sums.entries()) {
    if (isDifference && values.every((value) => value === 0)) continue;
    open.values.set(values);
    open.objectBytes = rows.objectBytes(row);
    columns.add(rows.stackOf(row), open);
  }
  const summed = columns.columns();
  return { ...header, ...summed, sampleCount: summed.stackOf.length };
}

type Sums = { readonly stacks: StackTable; readonly rows: RowIndex; readonly sums: number[][] };

function addRows({ profile, times }: Term, { stacks, rows, sums }: Sums): void {
  const { stackOf, objectBytes, values } = inTable(profile, stacks);
  for (let at = 0; at < stackOf.length; at++) {
    const row = rows.row(stackOf[at] ?? 0, objectBytes[at] ?? 0);
    const known = sums[row] ?? values.map(() => 0);
    sums[row] = known;
    for (const [column, numbers] of values.entries()) {
      const sum = (known[column] ?? 0) + times * Number(numbers[at] ?? 0);
      if (!Number.isSafeInteger(sum)) throw new ProfileError(beyondExact);
      known[column] = sum;
    }
  }
}

function checkMergeable(a: Profile, b: Profile): void {
  const columns = (profile: Profile) =>
    JSON.stringify(profile.sampleTypes.map(({ type, unit }) => [type, unit]));
  if (columns(a) !== columns(b)) {
    throw new ProfileError('the profiles have different sample types', { field: 'sample_type' });
  }
  if (a.period !== b.period) {
    throw new ProfileError('the profiles were sampled at different rates', { field: 'period' });
  }
}
