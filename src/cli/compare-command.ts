import path from 'node:path';
import { parseArgs } from 'node:util';
import { type CommandContext, type ExitCode, UsageError } from './command.ts';
import { profilePairOf, readFilePair } from './read-profile-pair.ts';
import type { ReportOptions } from './report-pair.ts';
import { topTable } from './top-table.ts';

/**
 * `leakcheck compare <base> <head>`: what grew between two profile files of one process; with `--top` the functions that changed
 * most, and nothing of what only the report needs is loaded.
 */
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
  const [base, head, ...rest] = positionals;
  const rows = parseTop(values);
  if (base === undefined || head === undefined || rest.length > 0) {
    throw new UsageError('compare takes two profile files: leakcheck compare base.pb.gz head.pb.gz');
  }
  const pair = await readFilePair({ base, head });
  if (rows !== undefined) {
    context.out(topTable(pair, { rows, type: values.type }));
    return 0;
  }
  const { reportPair } = await import('./report-pair.ts');
  return reportPair(
    context,
    { name: path.basename(head), read: () => profilePairOf(pair, undefined) },
    values,
  );
}

type Values = ReportOptions & { readonly top?: string; readonly type?: string };

/** How many rows `--top` asks for. Throws UsageError. */
function parseTop({ top, type, ...others }: Values): number | undefined {
  if (top === undefined) {
    if (type !== undefined)
      throw new UsageError('--type goes with --top: compare --top 20 --type alloc_space …');
    return undefined;
  }
  const ofReports = Object.entries(others).filter(([, value]) => value !== undefined && value !== false);
  const given = ofReports.filter(([, value]) => !Array.isArray(value) || value.length > 0);
  if (given.length > 0) {
    const names = given.map(([name]) => `--${name}`).join(', ');
    throw new UsageError(`--top ranks functions and reports nothing else: leave out ${names}`);
  }
  if (/^[1-9]\d{0,6}$/.test(top)) return Number(top);
  throw new UsageError(`--top takes a number of functions, such as 20, not "${top}"`);
}
