import type { Profile } from './profile.ts';
import type { StackTable } from './stack-table.ts';

/** The profile with its stacks in this table: itself where they are there already, as for all that was read into one table. */
export function inTable(profile: Profile, stacks: StackTable): Profile {
  if (profile.stacks === stacks) return profile;
  const numbers = new Map<number, number>();
  const stackOf = profile.stackOf.map((stack) => {
    const known = numbers.get(stack);
    if (known !== undefined) return known;
    const number = addStack(stacks, profile.stacks, stack);
    numbers.set(stack, number);
    return number;
  });
  return { ...profile, stacks, stackOf };
}

function addStack(to: StackTable, from: StackTable, stack: number): number {
  const locations = from
    .framesOf(stack)
    .map(({ function: name, file, line }) =>
      to.calls.location(to.calls.frame(to.calls.function(name, file), line), undefined),
    );
  return to.stack(Uint32Array.from(locations), locations.length);
}
