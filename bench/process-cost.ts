import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { RunningService } from '../lab/go-program.ts';

/** What `GET /lab/stops` of a service of the lab tells, since its process began. */
const Stops = z.object({
  collections: z.number(),
  forcedCollections: z.number(),
  pauseTotalNs: z.number(),
  otherNs: z.number(),
});

/** What a process has used so far; of two, what it used in between. */
export type ProcessCost = {
  readonly collections: number;
  readonly forced: number;
  /** For collections (MemStats PauseTotalNs). */
  readonly pauseMs: number;
  /** For all else, such as reading counters and listing goroutines (runtime/metrics). */
  readonly otherStopsMs: number;
  readonly cpuSeconds: number;
};

/** Linux counts a process's time in hundredths of a second (USER_HZ), whatever the kernel's own tick. */
const ticksPerSecond = 100;

/** Reads what a service of the lab (started with `lab: true`) has used so far. Throws what fetch and the file system throw. */
export async function processCost({ url, pid }: RunningService): Promise<ProcessCost> {
  const stops = Stops.parse(await (await fetch(new URL('/lab/stops', url))).json());
  return {
    collections: stops.collections,
    forced: stops.forcedCollections,
    pauseMs: stops.pauseTotalNs / 1e6,
    otherStopsMs: stops.otherNs / 1e6,
    cpuSeconds: cpuSecondsOf(await readFile(`/proc/${pid}/stat`, 'utf8')),
  };
}

/** User and system time off `/proc/<pid>/stat`. The name, in brackets, may hold anything. */
export function cpuSecondsOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  if (!Number.isFinite(user + system)) throw new Error('/proc/<pid>/stat does not tell the time used');
  return (user + system) / ticksPerSecond;
}

/** Throws where the counters fell: the process began anew in between, as those of the lab do at their memory limit. */
export function costBetween(from: ProcessCost, to: ProcessCost): ProcessCost {
  if (to.collections < from.collections) {
    throw new Error(
      'a replica began anew inside a round: measure with fewer rounds, a shorter window or no leak',
    );
  }
  return {
    collections: to.collections - from.collections,
    forced: to.forced - from.forced,
    pauseMs: to.pauseMs - from.pauseMs,
    otherStopsMs: to.otherStopsMs - from.otherStopsMs,
    cpuSeconds: to.cpuSeconds - from.cpuSeconds,
  };
}
