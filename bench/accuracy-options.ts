import { parseArgs } from 'node:util';
import { parseDuration } from '../src/check/duration.ts';
import { parseWindow } from '../src/check/window.ts';
import { wholeNumber } from './whole-number.ts';

/** What `npm run bench:accuracy -- …` was asked for. */
export type AccuracyOptions = {
  readonly windowMs: number;
  readonly parallel: number;
  readonly repeat: number;
  /** Least age of each process before its window begins, whatever its service asks for. */
  readonly warmupMs: number;
  /** Matched against `<group>/<module>-<name>`. */
  readonly only: RegExp;
  readonly record: boolean;
  readonly recorded: boolean;
  /** File to which each run is appended. */
  readonly json: string | undefined;
  /** Files of earlier runs: nothing is run then. */
  readonly from: readonly string[];
};

/** Throws an Error that names the option and what it takes. */
export function accuracyOptions(args: readonly string[]): AccuracyOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      window: { type: 'string', default: '20s' },
      parallel: { type: 'string', default: '3' },
      repeat: { type: 'string', default: '1' },
      warmup: { type: 'string', default: '0s' },
      only: { type: 'string', default: '' },
      record: { type: 'boolean', default: false },
      recorded: { type: 'boolean', default: false },
      json: { type: 'string' },
      from: { type: 'string', multiple: true, default: [] },
    },
  });
  if (positionals.length > 0 && values.from.length === 0)
    throw new Error(`${positionals.join(' ')}: only --from takes files without an option`);
  if (values.json !== undefined && (values.recorded || values.from.length > 0))
    throw new Error('--json collects live runs: leave --recorded and --from away');
  if (values.record && values.repeat !== '1')
    throw new Error('--record keeps one run of each service: leave --repeat away');
  return {
    windowMs: parseWindow(values.window),
    parallel: wholeNumber('--parallel', values.parallel),
    repeat: wholeNumber('--repeat', values.repeat),
    warmupMs: duration('--warmup', values.warmup),
    only: new RegExp(values.only),
    record: values.record,
    recorded: values.recorded,
    json: values.json,
    from: [...values.from, ...positionals],
  };
}

function duration(option: string, text: string): number {
  const parsed = parseDuration(text);
  if ('problem' in parsed) throw new Error(`${option} "${text}" ${parsed.problem}: takes a time such as 25s`);
  return parsed.ms;
}
