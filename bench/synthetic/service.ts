import { type GoProgram, goProgram } from './go-program.ts';
import { type HeapRow, heapRows } from './heap-rows.ts';

/** A made-up Go service that leaks: what it is made of and what its heap profiler has sampled. */
export type SyntheticService = {
  readonly program: GoProgram;
  readonly rows: readonly HeapRow[];
  /** `runtime.MemProfileRate`. */
  readonly rate: number;
  readonly startedAtMs: number;
};

const rate = 524_288;
const startedAtMs = Date.UTC(2026, 10, 28, 6);

/** The same for the same seed, whatever the machine. */
export function syntheticService({
  samples,
  seed,
}: {
  readonly samples: number;
  readonly seed: number;
}): SyntheticService {
  const program = goProgram({
    functions: Math.max(200, Math.round(samples / 12)),
    locations: Math.max(600, Math.round(samples / 3)),
    seed,
  });
  return { program, rows: heapRows(program, { samples, seed: seed + 1, rate }), rate, startedAtMs };
}
