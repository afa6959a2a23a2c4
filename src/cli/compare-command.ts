import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { KnownCode } from '../leak/known-code.ts';
import type { Profile } from '../profile/profile.ts';
import { ProfileError } from '../profile/profile-error.ts';
import { readProfile } from '../profile/read-profile.ts';
import { StackTable } from '../profile/stack-table.ts';
import { compareReport } from '../report/compare-report.ts';
import { type CommandContext, type ExitCode, UsageError } from './command.ts';
import { exitCodeOf, parseFailOn } from './exit-code.ts';
import { printReport } from './print-report.ts';

const largestFile = 256 * 1024 * 1024;

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
    },
  });
  const failOn = parseFailOn(values['fail-on']);
  const [base, head, ...rest] = positionals;
  if (base === undefined || head === undefined || rest.length > 0) {
    throw new UsageError('compare takes two profile files: leakcheck compare base.pb.gz head.pb.gz');
  }
  const name = path.basename(head);
  // One table for both, so that their stacks are joined as they are read.
  const stacks = new StackTable();
  const report = compareReport(name, {
    name,
    base: await readProfileFile(base, stacks),
    head: await readProfileFile(head, stacks),
    code: await knownCode(context, values),
  });
  printReport(context, report, values);
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

/** Above this, what holds no memory is left out: it could only tell what share of the allocations stayed. */
const mostWholeSamples = 50_000;

async function readProfileFile(file: string, stacks: StackTable): Promise<Profile> {
  const bytes = await readBounded(file);
  try {
    return readProfile(bytes, {
      stacks,
      wanted: ({ sampleTypes }, samples) =>
        samples > mostWholeSamples && sampleTypes.some(({ type }) => type === 'inuse_objects')
          ? ['inuse_objects']
          : undefined,
    });
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    throw new UsageError(`${file} is no valid profile: ${error.message}`, { cause: error });
  }
}

async function readBounded(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size > largestFile)
      throw new UsageError(`${file} has ${size} bytes; profiles up to ${largestFile} bytes are read`);
    return await readFile(file);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new UsageError(`${file} cannot be read (${code})`, { cause: error });
  }
}
