import { formatBytes } from '../src/report/units.ts';
import type { ProcessCost } from './process-cost.ts';
import { type Asked, type Mode, modes } from './target-cost-modes.ts';

/** One replica in one mode over one window. */
export type CostRun = ProcessCost & Asked & { readonly round: number; readonly mode: Mode };

const names: Readonly<Record<Mode, string>> = {
  idle: 'nobody asks',
  check: 'a check',
  scrape: 'a profiler',
};

/** Sums of each mode over all rounds, what a check and a profiler cost beyond nobody asking, and the one over the other. */
export function targetCostTable(runs: readonly CostRun[]): string[] {
  const sum = (mode: Mode, pick: (run: CostRun) => number) =>
    runs.filter((run) => run.mode === mode).reduce((total, run) => total + pick(run), 0);
  const row = (what: string, pick: (run: CostRun) => number, show: (value: number) => string) => {
    const [idle = 0, check = 0, scrape = 0] = modes.map((mode) => sum(mode, pick));
    const ratio = ratioOf(check - idle, scrape - idle);
    return [what.padEnd(28), ...[idle, check, scrape].map((value) => show(value).padStart(12)), ratio].join(
      ' ',
    );
  };
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  const checks = runs.filter(({ mode }) => mode === 'check');
  return [
    ['', ...modes.map((mode) => names[mode]), 'check ÷ profiler, beyond nobody']
      .map((text, column) => (column === 0 ? text.padEnd(28) : text.padStart(12)))
      .join(' '),
    row('forced collections', ({ forced }) => forced, String),
    row('all collections', ({ collections }) => collections, String),
    row('stopped for collections', ({ pauseMs }) => pauseMs, ms),
    row('stopped for all else', ({ otherStopsMs }) => otherStopsMs, ms),
    row('requests', ({ requests }) => requests, String),
    row('bytes served', ({ bytes }) => bytes, formatBytes),
    row(
      'CPU time',
      ({ cpuSeconds }) => cpuSeconds,
      (value) => `${value.toFixed(2)} s`,
    ),
    '',
    ...modes.map(
      (mode) => `CPU time by round, ${names[mode]}: ${list(runs, mode, (run) => run.cpuSeconds.toFixed(2))}`,
    ),
    ...checks.map(
      ({ round, listed, again, verdict }) =>
        `round ${round}: the check said ${verdict}; ${listed} captures listed goroutines, ${again} forced a second collection`,
    ),
  ];
}

function list(runs: readonly CostRun[], mode: Mode, show: (run: CostRun) => string): string {
  return runs
    .filter((run) => run.mode === mode)
    .map(show)
    .join(', ');
}

/** None where what either costs cannot be told from nobody asking. */
function ratioOf(check: number, scrape: number): string {
  return (scrape > 0 && check >= 0 ? `${(check / scrape).toFixed(2)}×` : '–').padStart(12);
}
