import type { Report } from '../report/report.ts';
import { type ExitCode, UsageError } from './command.ts';

const failOnValues = ['leak', 'suspect', 'never'] as const;
export type FailOn = (typeof failOnValues)[number];

/** Reads `--fail-on`; leak unless given. Throws a UsageError that lists what is allowed. */
export function parseFailOn(value: string | undefined): FailOn {
  if (value === undefined) return 'leak';
  const known = failOnValues.find((one) => one === value);
  if (known === undefined) throw new UsageError(`--fail-on takes ${failOnValues.join(', ')}, not "${value}"`);
  return known;
}

/** What a report makes the process exit with. */
export function exitCodeOf({ verdict }: Pick<Report, 'verdict'>, failOn: FailOn): ExitCode {
  if (verdict === 'inconclusive') return 2;
  if (failOn === 'never' || verdict === 'healthy') return 0;
  return verdict === 'leak' || failOn === 'suspect' ? 1 : 0;
}
