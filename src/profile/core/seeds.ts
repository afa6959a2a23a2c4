/** Drawn by JavaScript once for each process: what a profile holds cannot know them, and so cannot collide on purpose. */
export let seed1: u32 = 0;
export let seed2: u32 = 0;
/** Odd. */
export let factor1: u32 = 1;
export let factor2: u32 = 1;
/** Odd. */
export let textFactor: u64 = 1;

export function seed(first: u32, second: u32, third: u32, fourth: u32, fifth: u32, sixth: u32): void {
  seed1 = first;
  seed2 = second;
  factor1 = third | 1;
  factor2 = fourth | 1;
  textFactor = ((<u64>fifth) << 32) | sixth | 1;
}

/** The finaliser of MurmurHash3: every bit of the input changes half of the output's. */
export function mixed(value: u32): u32 {
  let bits = value;
  bits = (bits ^ (bits >>> 16)) * 0x85ebca6b;
  bits = (bits ^ (bits >>> 13)) * 0xc2b2ae35;
  return bits ^ (bits >>> 16);
}

/** How often two of one hash were compared that are not the same. */
let alike: u32 = 0;
const mostAlike: u32 = 10000;

/**
 * Ends the reading with a trap where texts, or stacks, of one hash had to be told apart more often than chance makes it by far: some
 * are made so that they have one whatever the seeds are.
 */
export function countAlike(): void {
  if (++alike > mostAlike) unreachable();
}
