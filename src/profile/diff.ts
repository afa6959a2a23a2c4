import { addExact } from './add-exact.ts';
import type { Frame, Profile } from './profile.ts';
import { ProfileError } from './profile-error.ts';
import { stackKeyer } from './stack-key.ts';
import { valueIndex } from './value-index.ts';

/** One stack of two profiles, in the unit of the sample type that was compared. Growth is head less base. */
export type StackDiff = {
  /** Leaf first. */
  readonly stack: readonly Frame[];
  readonly base: number;
  readonly head: number;
  readonly growth: number;
};

/**
 * Compares two profiles stack by stack (functions, files and lines; object sizes summed), fastest growing first, stacks
 * that are 0 in both left out. Throws ProfileError if a profile lacks the sample type, if the units or the sampling
 * periods differ, or if a sum is beyond 2^53.
 */
export function diffSamples(base: Profile, head: Profile, type: string): readonly StackDiff[] {
  const baseIndex = valueIndex(base, type);
  const headIndex = valueIndex(head, type);
  checkComparable(base, head, { baseIndex, headIndex });
  const keyOf = stackKeyer('lines');
  const rows = new Map<string, StackDiff>();
  const add = (stack: readonly Frame[], value: { base: number; head: number }) => {
    if (value.base === 0 && value.head === 0) return;
    const key = keyOf(stack);
    rows.set(key, plus(rows.get(key) ?? { stack, base: 0, head: 0, growth: 0 }, value));
  };
  for (const { stack, values } of base.samples) add(stack, { base: values[baseIndex] ?? 0, head: 0 });
  for (const { stack, values } of head.samples) add(stack, { base: 0, head: values[headIndex] ?? 0 });
  return [...rows.values()]
    .filter((row) => row.base !== 0 || row.head !== 0)
    .sort((a, b) => b.growth - a.growth);
}

function checkComparable(base: Profile, head: Profile, at: { baseIndex: number; headIndex: number }): void {
  if (base.sampleTypes[at.baseIndex]?.unit !== head.sampleTypes[at.headIndex]?.unit) {
    throw new ProfileError('base and head count in different units', { field: 'sample_type' });
  }
  if (base.period !== head.period) {
    throw new ProfileError('base and head were sampled at different rates', { field: 'period' });
  }
}

function plus(row: StackDiff, value: { base: number; head: number }): StackDiff {
  const base = addExact(row.base, value.base);
  const head = addExact(row.head, value.head);
  return { stack: row.stack, base, head, growth: addExact(head, -base) };
}
