import { setTimeout as wait } from 'node:timers/promises';

const intervalMs = 500;
const fewestMore = 10;
/** One a quarter of the window. */
const fewestCounts = 4;
/** Calls of the slowest kernels take two seconds. */
const lastCallsMs = 3_000;

/** Reads how many goroutines a program says it has, twice a second, until `done` settles. A missed reading is left out. */
export async function goroutineCounts(pprofUrl: string, done: Promise<unknown>): Promise<number[]> {
  const url = new URL('/goroutines', pprofUrl);
  const counts: number[] = [];
  let ended = false;
  const end = done.then(
    () => true,
    () => true,
  );
  while (!ended) {
    const count = await readCount(url);
    if (count !== undefined) counts.push(count);
    ended = await Promise.race([end, wait(intervalMs, false)]);
  }
  return counts;
}

/** How many goroutines stay when a kernel is not called any more and its last calls have ended. Throws what `fetch` throws. */
export async function goroutinesLeft(pprofUrl: string): Promise<number | undefined> {
  await fetch(new URL('/quiet', pprofUrl), { method: 'POST' });
  await wait(lastCallsMs);
  return readCount(new URL('/goroutines', pprofUrl));
}

/**
 * Whether goroutines pile up: the lowest count of each quarter, which has the fewest calls in flight, lies above that of the
 * quarter before, and the last ten above the first. Independent of how the diagnosis decides, and blind to what it reads.
 */
export function pilesUp(counts: readonly number[]): boolean {
  const lowest = [0, 1, 2, 3].map((quarter) => {
    const [from, to] = [quarter, quarter + 1].map((edge) => Math.round((edge * counts.length) / 4));
    return Math.min(...counts.slice(from, to));
  });
  const [first = 0, last = 0] = [lowest.at(0), lowest.at(-1)];
  const rises = lowest.every((value, index) => index === 0 || value > (lowest[index - 1] ?? value));
  return counts.length >= fewestCounts && rises && last - first >= fewestMore;
}

/** A program that has ended, or is too busy to answer in time, has no count. */
async function readCount(url: URL): Promise<number | undefined> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  const count = answer?.ok === true ? Number(await answer.text().catch(() => undefined)) : Number.NaN;
  return Number.isInteger(count) ? count : undefined;
}
