import { Tinypool } from 'tinypool';
import type { AnalysisTask, ChartTask, CountTask, PcsTask } from './analysis-thread.ts';
import type { Analyser } from './check/analyser.ts';
import type { CaptureReader } from './check/capture-reader.ts';
import type { Service } from './check/service.ts';
import type { GrowthChart } from './report/chart-data.ts';

/** Captures that are read while all analyses run: they are short, and their targets wait. */
const threadsForCaptures = 1;

/**
 * Reads captures and analyses checks in worker threads, so that parsing, statistics and drawing never hold up acks, captures or
 * locks. A thread is started when it is first needed, and reads the profile directory by itself. Aborting what runs in a thread
 * ends the thread.
 */
export function createAnalysisPool(options: {
  readonly directory: string;
  /** Analyses at the same time. */
  readonly threads: number;
  findService(name: string): Service | undefined;
}): Analyser &
  CaptureReader & { drawGrowth(chart: GrowthChart): Promise<Uint8Array>; close(): Promise<void> } {
  const { directory } = options;
  const pool = new Tinypool({
    // Built code runs the built thread; from sources (tsx, vitest) the source.
    filename: new URL(`./analysis-thread.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)
      .href,
    runtime: 'worker_threads',
    minThreads: 0,
    maxThreads: options.threads + threadsForCaptures,
    idleTimeout: 60_000,
  });
  return {
    analyse: (plan, signal, earlierChecks) => {
      const {
        modulePrefixes = [],
        libraries = [],
        memoryLimitBytes,
      } = options.findService(plan.service) ?? {};
      const service = { modulePrefixes, libraries, memoryLimitBytes };
      const task: AnalysisTask = { directory, plan, earlierChecks, service };
      return pool.run(task, { signal, name: 'analyse' });
    },
    goroutines: (profile, signal) => {
      const task: CountTask = { directory, profile };
      return pool.run(task, { signal, name: 'goroutines' });
    },
    growingPcs: (texts, signal) => {
      const task: PcsTask = { directory, texts };
      return pool.run(task, { signal, name: 'growingPcs' });
    },
    drawGrowth: (chart) => {
      const task: ChartTask = { chart };
      return pool.run(task, { name: 'growth' });
    },
    close: () => pool.destroy(),
  };
}
