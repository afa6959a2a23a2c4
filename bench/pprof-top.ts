import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const options = { maxBuffer: 1e9 };

/** Compares flat and cum of every function that `leakcheck compare --top` prints with what `pprof -top -diff_base` prints. */
export async function differingFunctions(of: {
  readonly cli: string;
  /** pprof and its options, without the files. */
  readonly pprof: readonly string[];
  readonly base: string;
  readonly head: string;
}): Promise<{ readonly functions: number; readonly differing: number }> {
  const { cli, base, head } = of;
  const [pprof = '', ...args] = of.pprof;
  const compare = [cli, 'compare', base, head, '--top', '1000000'];
  const ours = readTable(
    (await execute(process.execPath, compare, options)).stdout,
    /^ +(-?[\d,]+) +(-?[\d,]+) {2}(\S.*)$/,
  );
  const text = (await execute(pprof, [...args, '-diff_base', base, head], options)).stdout;
  const theirs = readTable(
    text,
    /^ *(-?\d+)B? +\S+ +\S+ +(-?\d+)B? +\S+ {2}(\S.*?)(?: \((?:partial-)?inline\))?$/,
  );
  const names = new Set([...ours.keys(), ...theirs.keys()]);
  return {
    functions: names.size,
    differing: [...names].filter((name) => ours.get(name) !== theirs.get(name)).length,
  };
}

/** `flat cum` by function; functions that count nothing are left out, as one of the two programs leaves them out. */
function readTable(text: string, row: RegExp): ReadonlyMap<string, string> {
  const rows = text.split('\n').flatMap((line): (readonly [string, string])[] => {
    const [, flat = '', cum = '', name = ''] = row.exec(line) ?? [];
    const totals = `${flat.replaceAll(',', '')} ${cum.replaceAll(',', '')}`;
    return name === '' || totals === '0 0' ? [] : [[name, totals]];
  });
  return new Map(rows);
}
