import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { SyntheticTargetOptions } from './synthetic-target-thread.ts';

export type SyntheticTarget = {
  /** The made-up service under this name: each has a window of its own, from its first capture on. */
  url(name: string): string;
  stop(): Promise<unknown>;
};

/** Serves a made-up service's pprof endpoints on a free port of 127.0.0.1, from a thread of its own. */
export async function startSyntheticTarget(options: SyntheticTargetOptions): Promise<SyntheticTarget> {
  const file = `./synthetic-target-thread.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`;
  const thread = new Worker(new URL(file, import.meta.url), {
    workerData: options,
    resourceLimits: { maxOldGenerationSizeMb: 8_192 },
  });
  const [port]: unknown[] = await once(thread, 'message');
  return { url: (name) => `http://127.0.0.1:${port}/${name}/debug/pprof`, stop: () => thread.terminate() };
}
