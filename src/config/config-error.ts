export type ConfigProblem = {
  /** Where: `services.payments.targets[0]`, or the name of an environment variable. */
  readonly path: string;
  /** What stands there, fit to be shown: never a secret. Undefined where nothing stands or may be shown. */
  readonly value: string | undefined;
  readonly message: string;
  readonly allowed: string | undefined;
  /** Line in the file, from 1. */
  readonly line: number | undefined;
};

/** Everything that is wrong with a configuration, at once. The message lists all of it, for a terminal. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  /** `source` says whose problems they are: a file's name, or `The environment`. */
  constructor(source: string, problems: readonly ConfigProblem[]) {
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    super([`${source} has ${count}:`, ...problems.map(lineFor)].join('\n'));
    this.problems = problems;
  }
}

function lineFor({ path, value, message, allowed, line }: ConfigProblem): string {
  const where = [path === '' ? undefined : path, line === undefined ? undefined : `(line ${line})`];
  const what = [
    where.filter((part) => part !== undefined).join(' '),
    value === undefined ? message : `${value} ${message}`,
  ].filter((part) => part !== '');
  const said = what.join(': ');
  const end = said.endsWith('?') ? '' : '.';
  return `  ${said}${allowed === undefined ? '' : `${end} Allowed: ${allowed}`}`;
}
