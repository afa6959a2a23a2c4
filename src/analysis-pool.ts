import { Tinypool } from 'tinypool';
import type { AnalysisTask } from './analysis-thread.ts';
import type { Analyser, Analysis } from './check/analyser.ts';
import type { Service } from './check/service.ts';

/**
 * Analyses in worker threads, so that parsing, statistics and drawing never hold up acks, captures or locks. A thread is
 * started when it is first needed. Aborting a running analysis ends its thread.
 */
export function createAnalysisPool(options: {
  readonly directory: string;
  readonly threads: number;
  findService(name: string): Service | undefined;
}): Analyser & { close(): Promise<void> } {
  const pool = new Tinypool({
    // Built code runs the built thread; from sources (tsx, vitest) the source.
    filename: new URL(`./analysis-thread.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)
      .href,
    runtime: 'worker_threads',
    minThreads: 0,
    maxThreads: options.threads,
    idleTimeout: 60_000,
  });
  return {
    analyse: async (plan, signal, earlierChecks) => {
      const service = options.findService(plan.service);
      const task: AnalysisTask = {
        directory: options.directory,
        plan,
        earlierChecks,
        service: {
          modulePrefixes: service?.modulePrefixes ?? [],
          libraries: service?.libraries ?? [],
          memoryLimitBytes: service?.memoryLimitBytes,
        },
      };
      const analysis: Analysis = await pool.run(task, { signal });
      return analysis;
    },
    close: () => pool.destroy(),
  };
}
