import { basename } from 'node:path';
import type { Kernel } from '../lab/go-kernels.ts';
import type { Report } from '../src/report/report.ts';
import { pilesUp } from './goroutine-counts.ts';

/** One check of a kernel, beside what its goroutines did meanwhile. */
export type KernelRun = {
  readonly kernel: Kernel;
  /** Read twice a second during the window, by a way of their own. */
  readonly counts: readonly number[];
  /** How many there were once the calls had stopped and ended; undefined where the program had ended by itself. */
  readonly left: number | undefined;
  readonly report: Report;
  /** What the diagnosis read of each group of goroutines that rose, a line each. */
  readonly groups: readonly string[];
};

/** A program of a kernel that leaves nothing behind has a few goroutines of its own and of its pprof connections. */
const mostOfItsOwn = 20;

/**
 * `found` and `missed` are of kernels whose goroutines pile up and stay once the calls have ended. Where none stays, `alarm` was
 * called a leak and `calm` was not; `unclear` is the rest: some stay, but too few came in the window, or the noise hides them.
 */
export type KernelAnswer = 'found' | 'missed' | 'calm' | 'alarm' | 'unclear';

/** A pile is found when the first finding is a leak of goroutines in a function of the kernel's own file. */
export function kernelAnswer({ kernel, counts, left, report }: KernelRun): KernelAnswer {
  const says = report.verdict === 'leak';
  if (left === undefined) return 'unclear';
  if (left <= mostOfItsOwn) return says ? 'alarm' : 'calm';
  if (!pilesUp(counts)) return 'unclear';
  const [first] = report.findings;
  const named = first !== undefined && basename(first.culprit.file) === kernel.file;
  return says && first?.verdict === 'leak' && first.kind === 'goroutine' && named ? 'found' : 'missed';
}
