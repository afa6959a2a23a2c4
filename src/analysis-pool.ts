import { Tinypool } from 'tinypool';
import { createAnalysisLanes, type Thread } from './analysis-lanes.ts';
import type { AheadTask, AnalysisTask, ChartTask, CountTask, PcsTask } from './analysis-thread.ts';
import type { Analyser, Analysis } from './check/analyser.ts';
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
}): Required<Analyser> &
  CaptureReader & { drawGrowth(chart: GrowthChart): Promise<Uint8Array>; close(): Promise<void> } {
  const { directory } = options;
  const lanes = createAnalysisLanes(
    Array.from({ length: options.threads + threadsForCaptures }, createThread),
  );
  return {
    readAhead: async (plan, signal) => {
      const task: AheadTask = { directory, plan };
      await lanes.readAhead(plan.check, { name: 'readAhead', task, signal });
    },
    analyse: (plan, signal, earlierChecks) => {
      const {
        modulePrefixes = [],
        libraries = [],
        memoryLimitBytes,
        source,
      } = options.findService(plan.service) ?? {};
      const service = { modulePrefixes, libraries, memoryLimitBytes, source };
      const task: AnalysisTask = { directory, plan, earlierChecks, service };
      return lanes.analyse(plan.check, { name: 'analyse', task, signal }) as Promise<Analysis>;
    },
    goroutines: (profile, signal) => {
      const task: CountTask = { directory, profile };
      const counted = lanes.ofCapture(profile.check, { name: 'goroutines', task, signal });
      return counted as Promise<number | undefined>;
    },
    growingPcs: (texts, signal) => {
      const task: PcsTask = { directory, texts };
      const found = lanes.ofCapture(texts[1].check, { name: 'growingPcs', task, signal });
      return found as Promise<readonly string[]>;
    },
    drawGrowth: (chart) => {
      const task: ChartTask = { chart };
      const { signal } = new AbortController();
      return lanes.run({ name: 'growth', task, signal }) as Promise<Uint8Array>;
    },
    close: () => lanes.close(),
  };
}

function createThread(): Thread {
  return new Tinypool({
    // Built code runs the built thread; from sources (tsx, vitest) the source.
    filename: new URL(`./analysis-thread.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)
      .href,
    runtime: 'worker_threads',
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: 60_000,
  });
}
