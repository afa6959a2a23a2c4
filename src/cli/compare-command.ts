import path from 'node:path';
import { parseArgs } from 'node:util';
import type { KnownCode } from '../leak/known-code.ts';
import { flatCum } from '../profile/flat-cum.ts';
import { stackGrowth } from '../profile/stack-totals.ts';
import { top } from '../profile/top.ts';
import { valueIndex } from '../profile/value-index.ts';
import { compareReport } from '../report/compare-report.ts';
import { growthTable } from '../report/growth-table.ts';
import { type CommandContext, type ExitCode, UsageError } from './command.ts';
import { exitCodeOf, parseFailOn } from './exit-code.ts';
import { printReport } from './print-report.ts';
import { defaultType, type ProfilePairRead, readProfilePair } from './read-profile-pair.ts';

/** `leakcheck compare <base> <head>`: what grew between two profile files of one process. */
export async function compareCommand(context: CommandContext): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...context.args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      markdown: { type: 'boolean', default: false },
      module: { type: 'string', multiple: true, default: [] },
      config: { type: 'string' },
      service: { type: 'string' },
      'fail-on': { type: 'string' },
      top: { type: 'string' },
      type: { type: 'string' },
    },
  });
  const topRows = parseTop(values);
  const failOn = parseFailOn(values['fail-on']);
  const [base, head, ...rest] = positionals;
  if (base === undefined || head === undefined || rest.length > 0) {
    throw new UsageError('compare takes two profile files: leakcheck compare base.pb.gz head.pb.gz');
  }
  const name = path.basename(head);
  const pair = await readProfilePair({ base, head }, values.type);
  const report = compareReport(name, { name, ...pair, code: await knownCode(context, values) });
  const table = topRows === undefined ? '' : `\n${topTable(pair, { rows: topRows, type: values.type })}`;
  printReport(context, report, values);
  context.out(table);
  return exitCodeOf(report, failOn);
}

/** What the services file says of the code, where one is named; `--module` counts beside it. What reads it is loaded only then. */
async function knownCode(
  { env }: CommandContext,
  values: { readonly module: readonly string[]; readonly config?: string; readonly service?: string },
): Promise<KnownCode> {
  const { module, config, service } = values;
  if (service !== undefined) {
    const { findService } = await import('./find-service.ts');
    const { modulePrefixes, libraries } = await findService(env, { name: service, config });
    return { modulePrefixes: [...module, ...modulePrefixes], libraries };
  }
  if (config === undefined) return { modulePrefixes: module, libraries: [] };
  const { loadServicesFile } = await import('../config/services-file.ts');
  const { libraries } = await loadServicesFile(config, env);
  return { modulePrefixes: module, libraries };
}

/** How many rows `--top` asks for. Throws UsageError. */
function parseTop(values: {
  readonly top?: string;
  readonly type?: string;
  readonly json: boolean;
  readonly markdown: boolean;
}): number | undefined {
  const { top, type } = values;
  if (top === undefined) {
    if (type !== undefined)
      throw new UsageError('--type goes with --top: compare --top 20 --type alloc_space …');
    return undefined;
  }
  if (values.json || values.markdown)
    throw new UsageError('--top goes with the text, not with --json or --markdown');
  if (/^[1-9]\d{0,6}$/.test(top)) return Number(top);
  throw new UsageError(`--top takes a number of functions, such as 20, not "${top}"`);
}

/** The functions whose value grew or shrank most, as `go tool pprof -top -diff_base` counts them. */
function topTable(
  { base, head }: ProfilePairRead,
  { rows, type }: { rows: number; type: string | undefined },
): string {
  const shown = type ?? defaultType(head);
  const totals = flatCum(stackGrowth(base, head, shown));
  const valueType = head.sampleTypes[valueIndex(head, shown)] ?? { type: shown, unit: '' };
  return growthTable(top(totals, { by: 'flat', limit: rows }), valueType);
}
