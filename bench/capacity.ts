import type { BenchRun } from './bench-run.ts';
import { capacityOptions } from './capacity-options.ts';
import { measurePending } from './capacity-pending.ts';
import { measureReplicas } from './capacity-replicas.ts';
import { measureThroughput, measureTurns } from './capacity-throughput.ts';

/**
 * What worker processes and one Redis carry: real workers of the build, real listeners on the loopback that answer with recorded
 * profiles, checks asked for as the bot does. Reads /proc, so Linux only.
 */
export async function runBench({ args, redis, say }: BenchRun): Promise<void> {
  const options = capacityOptions(args);
  const asked = (...parts: readonly (typeof options.parts)[number][]) =>
    parts.some((part) => options.parts.includes(part));
  if (asked('pending', 'lateness')) await measurePending({ redis, say }, options);
  if (asked('throughput'))
    for (const workers of options.workers) await measureThroughput({ redis, say }, { ...options, workers });
  if (asked('turns'))
    for (const workers of options.workers) await measureTurns({ redis, say }, { ...options, workers });
  if (asked('replicas'))
    for (const workers of options.sharedBy) await measureReplicas({ redis, say }, { ...options, workers });
}
