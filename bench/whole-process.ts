import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/**
 * Of this process, without NODE_EXTRA_CA_CERTS: where it is set, Node reads every certificate that it names before it runs anything,
 * which takes longer than all the rest of its start.
 */
const env = { ...process.env, NODE_EXTRA_CA_CERTS: undefined };

/** Runs a command to its end, its output thrown away. Milliseconds. Throws where it fails. */
export async function timeRun([file = '', ...args]: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(file, args, { stdio: 'ignore', env });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${code}`);
  return performance.now() - startedAt;
}

/** The peak resident set of a Node program, as the operating system counts it, told by the program itself as it ends. */
export async function peakRssBytes([node = '', ...args]: readonly string[]): Promise<number> {
  const directory = await mkdtemp(path.join(tmpdir(), 'leakcheck-rss-'));
  try {
    // As CommonJS: a module to import would bring Node's loader of modules with it, some megabytes.
    const teller = path.join(directory, 'tell.cjs');
    await writeFile(
      teller,
      "process.on('exit', () => process.stderr.write('\\n' + process.resourceUsage().maxRSS));",
    );
    const { stderr } = await execute(node, ['--require', teller, ...args], { maxBuffer: 1e9, env });
    return Number(stderr.trim().split('\n').at(-1)) * 1024;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The pprof program itself, which `go tool pprof` starts; the first call builds it. */
export async function pprofBinary(): Promise<string> {
  await execute('go', ['tool', 'pprof', '-h']).catch((error: unknown) => {
    // It prints its usage and ends with 2; a missing Go is another matter.
    if (!(error instanceof Error && 'code' in error && error.code === 2)) throw error;
  });
  return (await execute('go', ['tool', '-n', 'pprof'])).stdout.trim();
}
