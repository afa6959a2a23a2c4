import { execFile } from 'node:child_process';
import { mkdir, readdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const profiled = 'cmd/compile/internal/ssa';

/**
 * Heap profiles of the Go compiler at work on its largest package, every 512th byte sampled: some 200,000 samples each. The
 * second time it collects garbage more often. Needs Go.
 */
export async function compilerPair(directory: string): Promise<{ base: string; head: string }> {
  return {
    base: await compile(directory, { name: 'base', gogc: '100' }),
    head: await compile(directory, { name: 'head', gogc: '60' }),
  };
}

async function compile(
  directory: string,
  { name, gogc }: { readonly name: string; readonly gogc: string },
): Promise<string> {
  const profiles = path.join(directory, `compiler-${name}`);
  await mkdir(profiles);
  const flags = `-gcflags=${profiled}=-memprofile=${profiles}/ -memprofilerate=512`;
  // A cache of its own: what is cached is not compiled again. Go's own programs are compiled with the GOGC of the caller.
  const env = { ...process.env, GOGC: gogc, GOCACHE: path.join(directory, `go-cache-${name}`), GOFLAGS: '' };
  await run('go', ['build', '-a', flags, '-o', '/dev/null', profiled], { env, timeout: 10 * 60_000 });
  const [file, ...others] = await readdir(profiles);
  if (file === undefined || others.length > 0) throw new Error(`${profiles} should hold one profile`);
  const to = path.join(directory, `compiler-${name}.pb.gz`);
  await rename(path.join(profiles, file), to);
  return to;
}
