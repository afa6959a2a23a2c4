import type { KnownCode } from '../leak/known-code.ts';
import { compareReport } from '../report/compare-report.ts';
import type { CommandContext, ExitCode } from './command.ts';
import { exitCodeOf, parseFailOn } from './exit-code.ts';
import { printReport } from './print-report.ts';
import type { ProfilePairRead } from './read-profile-pair.ts';

/** What `compare` takes beside the files where it reports. */
export type ReportOptions = {
  readonly json: boolean;
  readonly markdown: boolean;
  readonly module: readonly string[];
  readonly config?: string;
  readonly service?: string;
  readonly 'fail-on'?: string;
};

/** Prints the report of what grew between two profile files. Throws UsageError, and what reading them and the services file throws. */
export async function reportPair(
  context: CommandContext,
  pair: { readonly name: string; readonly read: () => ProfilePairRead },
  options: ReportOptions,
): Promise<ExitCode> {
  const failOn = parseFailOn(options['fail-on']);
  const { name, read } = pair;
  const code = await knownCode(context, options);
  const report = compareReport(name, { name, ...read(), code });
  printReport(context, report, options);
  return exitCodeOf(report, failOn);
}

/** What the services file says of the code, where one is named; `--module` counts beside it. What reads it is loaded only then. */
async function knownCode(
  { env }: CommandContext,
  { module, config, service }: ReportOptions,
): Promise<KnownCode> {
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
