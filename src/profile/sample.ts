import type { Column, Frame, Profile, ProfileHeader } from './profile.ts';
import { ProfileError } from './profile-error.ts';
import { ColumnBuilder, SampleRow } from './sample-columns.ts';
import { StackTable } from './stack-table.ts';

/** One row of a profile as an object: a stack and its values, one for each of the profile's sample types. */
export type Sample = {
  /** Leaf first, inlined lines expanded (innermost first). */
  readonly stack: readonly Frame[];
  /** Rounded beyond 2^53. */
  readonly values: readonly number[];
  /** Size of one object of this row in bytes; undefined where the profile does not say. */
  readonly objectBytes: number | undefined;
};

/** The rows of a profile as objects, which is slow and takes memory for large ones: for writing and for looking at. */
export function samplesOf({ stacks, stackOf, values, objectBytes }: Profile): Sample[] {
  const framesOf = new Map<number, Frame[]>();
  return Array.from(stackOf, (stack, row) => {
    const frames = framesOf.get(stack) ?? stacks.framesOf(stack);
    framesOf.set(stack, frames);
    return {
      stack: frames,
      values: values.map((column) => valueAt(column, row)),
      objectBytes: objectBytes[row] || undefined,
    };
  });
}

/** A value of a column; rounded beyond 2^53. */
export function valueAt(column: Column | undefined, row: number): number {
  return Number(column?.[row] ?? 0);
}

/** A profile of these rows, its stacks in the table given. Throws ProfileError for a row without a value for each sample type. */
export function profileOf(
  header: ProfileHeader,
  samples: readonly Sample[],
  stacks = new StackTable(),
): Profile {
  const deepest = samples.reduce((most, { stack }) => Math.max(most, stack.length), 0);
  const row = new SampleRow(deepest, header.sampleTypes.length);
  const columns = new ColumnBuilder(samples.length, header.sampleTypes.length);
  for (const [at, { stack, values, objectBytes }] of samples.entries()) {
    if (values.length !== header.sampleTypes.length) {
      const counts = `${values.length} values for ${header.sampleTypes.length} sample types`;
      throw new ProfileError(`a sample has ${counts}`, { field: `sample[${at}].value` });
    }
    row.clear();
    row.objectBytes = objectBytes ?? 0;
    row.values.set(values);
    for (const { function: name, file, line } of stack) {
      const frame = stacks.calls.frame(stacks.calls.function(name, file), line);
      row.stack[row.depth++] = stacks.calls.location(frame, undefined);
    }
    columns.add(stacks.stack(row.stack, row.depth), row);
  }
  return { ...header, sampleCount: samples.length, stacks, ...columns.columns() };
}
