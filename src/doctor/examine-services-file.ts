import path from 'node:path';
import { ConfigError, type ConfigProblem } from '../config/config-error.ts';
import type { Variables } from '../config/expand-variables.ts';
import { loadServicesFile, type ServicesFile } from '../config/services-file.ts';
import { plural } from '../report/units.ts';
import type { Examination } from './examination.ts';

const name = 'Services file';

type ExaminedServices = {
  readonly examinations: readonly Examination[];
  /** Undefined when the file cannot be used. */
  readonly file: ServicesFile | undefined;
};

/**
 * Reads the services file: every problem is an examination of its own. A file that nobody named and that nothing but the
 * command line could want may be missing: bare urls can be checked without one.
 */
export async function examineServicesFile(
  { file, isNeeded }: { readonly file: string; readonly isNeeded: boolean },
  env: Variables,
): Promise<ExaminedServices> {
  try {
    const read = await loadServicesFile(file, env);
    const { services } = read;
    const targets = services.reduce((sum, service) => sum + service.targets.length, 0);
    const says = `${path.basename(file)} names ${plural(services.length, 'service')} with ${plural(targets, 'target')}`;
    return { examinations: [{ name, state: 'ok', says }], file: read };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const examinations = isMissing(error) && !isNeeded ? [withoutFile(file)] : problemsOf(file, error);
    return { examinations, file: undefined };
  }
}

function isMissing({ problems }: ConfigError): boolean {
  return problems.some(({ message }) => message === 'cannot be read (ENOENT)');
}

function withoutFile(file: string): Examination {
  return {
    name,
    state: 'skipped',
    says: `there is no ${file}: bare pprof urls can be checked, services have no names yet`,
  };
}

function problemsOf(file: string, { problems }: ConfigError): readonly Examination[] {
  return problems.map((problem) => {
    const { path: key, message, allowed } = problem;
    // The file itself, and not something in it, is named by its path.
    if (key === file) return { name, state: 'fail', says: `${file} ${message}`, nextStep: fileStep };
    const nextStep =
      allowed === undefined ? `Correct ${path.basename(file)} there.` : `Allowed there: ${allowed}.`;
    return { name, state: 'fail', says: problemText(file, problem), nextStep };
  });
}

const fileStep = 'Name a services file that can be read with --config or LEAKCHECK_CONFIG.';

function problemText(file: string, { path: key, line, value, message }: ConfigProblem): string {
  const at = line === undefined ? path.basename(file) : `${path.basename(file)} line ${line}`;
  const what = value === undefined ? message : `${value} ${message}`;
  return key === '' ? `${at} ${what}` : `${at}: ${key}: ${what}`;
}
