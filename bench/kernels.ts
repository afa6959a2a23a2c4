import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { buildKernels, type Kernel, listKernels, startKernel } from '../lab/go-kernels.ts';
import { parseWindow } from '../src/check/window.ts';
import type { BenchRun } from './bench-run.ts';
import { checkService } from './check-service.ts';
import { goroutineCounts, goroutinesLeft } from './goroutine-counts.ts';
import type { KernelRun } from './kernel-run.ts';
import { kernelTable, row } from './kernel-table.ts';
import { risingGroups } from './rising-groups.ts';
import { serviceAt } from './service-at.ts';
import { wholeNumber } from './whole-number.ts';

const warmupMs = 3_000;

/**
 * Runs each goroutine-leak kernel of the Go toolchain again and again in a process of its own, and checks it as the bot would:
 * leaks that nobody here has written. Prints how much each grew by a count of its own, what was said, recall, and why each miss
 * was one. `--proof` builds them with the runtime's leak profile.
 */
export async function runBench({ args, say }: BenchRun): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      window: { type: 'string', default: '10s' },
      parallel: { type: 'string', default: '3' },
      only: { type: 'string', default: '' },
      proof: { type: 'boolean', default: false },
    },
  });
  const windowMs = parseWindow(values.window);
  const parallel = wholeNumber('--parallel', values.parallel);
  const kernels = (await listKernels()).filter(({ name }) => new RegExp(values.only).test(name));
  say(`Building ${kernels.length} kernels …`);
  const programs = new Map<string, string>();
  for (const { directory } of kernels)
    if (!programs.has(directory)) programs.set(directory, await buildKernels(directory, values.proof));
  const runs: KernelRun[] = [];
  const queue = [...kernels];
  const lane = async () => {
    for (let kernel = queue.shift(); kernel !== undefined; kernel = queue.shift()) {
      const run = await runKernel(kernel, programs.get(kernel.directory) ?? '', windowMs);
      say(`${runs.push(run)}/${kernels.length} ${row(run)}`);
    }
  };
  await Promise.all(Array.from({ length: parallel }, lane));
  for (const line of kernelTable(runs)) say(line);
}

/** Checks one kernel in a process of its own. Throws ServiceStartError. */
export async function runKernel(kernel: Kernel, program: string, windowMs: number): Promise<KernelRun> {
  const running = await startKernel(kernel, program);
  try {
    await wait(warmupMs);
    const service = serviceAt(kernel.name, [{ name: `${kernel.name}-1`, url: running.url }]);
    const check = checkService(service, windowMs);
    const [counts, { plan, report, store }] = await Promise.all([goroutineCounts(running.url, check), check]);
    const left = await goroutinesLeft(running.url).catch(() => undefined);
    return { kernel, counts, left, report, groups: await risingGroups(store, plan) };
  } finally {
    await running.stop();
  }
}
