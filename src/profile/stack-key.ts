import type { Frame } from './profile.ts';

export type StackGranularity = 'lines' | 'functions';

/**
 * Makes keys of stacks: equal for stacks of equal functions, files and lines (`lines`) or of equal function names
 * (`functions`). Keys of one keyer may be compared with each other only. A key is made of small numbers in place of
 * names, so that it stays short however long the names of a profile are.
 */
export function stackKeyer(granularity: StackGranularity): (stack: readonly Frame[]) => string {
  const byFrame = new Map<Frame, number>();
  const byName = new Map<string, number>();
  const numberOf = (frame: Frame): number => {
    const known = byFrame.get(frame);
    if (known !== undefined) return known;
    const name = granularity === 'functions' ? frame.function : frameName(frame);
    const number = byName.get(name) ?? byName.size;
    byName.set(name, number);
    byFrame.set(frame, number);
    return number;
  };
  return (stack) => stack.map(numberOf).join();
}

/** Unambiguous whatever the names hold: the length says where the function ends. */
function frameName({ function: name, file, line }: Frame): string {
  return `${name.length}:${name}${line}:${file}`;
}
