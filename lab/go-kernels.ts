import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { type RunningService, startGoProgram } from './go-program.ts';
import { GoMissingError, goVersion } from './go-services.ts';
import { packageRoot } from './package-root.ts';

/** One small program with a goroutine leak, as the Go toolchain's own test of its leak profile has it. */
export type Kernel = {
  readonly name: string;
  /** The file that declares it, e.g. `etcd5509.go`. */
  readonly file: string;
  /** The directory of `file`: all kernels of one are built into one program. */
  readonly directory: string;
};

/** The Go installation is without its tests' programs, or has none that look like kernels. */
export class KernelsMissingError extends Error {
  override readonly name = 'KernelsMissingError';
}

const directories = ['', 'goker'] as const;
const frame = join(packageRoot, 'lab', 'services', 'kernels', 'main.go');
const run = promisify(execFile);
const goEnvironment = { CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOWORK: 'off' };

/** Every kernel of the Go installation, by name. Throws GoMissingError or KernelsMissingError. */
export async function listKernels(): Promise<readonly Kernel[]> {
  if ((await goVersion()) === undefined)
    throw new GoMissingError(
      'the kernels need Go 1.26 or newer on the PATH: install it from https://go.dev/dl/',
    );
  const goRoot = (await go(['env', 'GOROOT'])).stdout.trim();
  const top = join(goRoot, 'src', 'runtime', 'testdata', 'testgoroutineleakprofile');
  const kernels = await Promise.all(directories.map((each) => kernelsOf(join(top, each))));
  return kernels.flat().sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * Builds the kernels of one directory in place, with a main of ours and without their own use of the leak profile; nothing is
 * written beside them. `proof` serves the runtime's profile of leaked goroutines. Answers where the program lies. Throws what
 * `go build` says.
 */
export async function buildKernels(directory: string, proof: boolean): Promise<string> {
  const source = await realpath(directory); // go names files by their real path, and so must the overlay
  const programs = join(packageRoot, '.leakcheck', 'lab', 'kernels');
  await mkdir(programs, { recursive: true });
  const program = join(programs, `${basename(source)}-${proof ? 'proof' : 'plain'}`);
  const work = await mkdtemp(join(programs, 'building-'));
  try {
    const overlay = await writeOverlay(source, work);
    await go(['build', '-trimpath', '-buildvcs=false', '-overlay', overlay, '-o', program, '.'], {
      cwd: source,
      env: { PWD: source, GOEXPERIMENT: proof ? 'goroutineleakprofile' : 'nogoroutineleakprofile' },
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return program;
}

/** Runs one kernel again and again until it is stopped, or for two minutes. Throws ServiceStartError. */
export function startKernel(kernel: Kernel, program: string): Promise<RunningService> {
  const args = ['-addr=127.0.0.1:0', '-exit-with-parent', `-kernel=${kernel.name}`];
  return startGoProgram({ program, args, label: kernel.name });
}

/** Names of the kernels that a Go file registers. */
export function registeredKernels(source: string): string[] {
  return [...source.matchAll(/^\s*register\("(\w+)", \w+\)$/gm)].flatMap(([, name]) => name ?? []);
}

async function kernelsOf(directory: string): Promise<Kernel[]> {
  const files = await goFiles(directory);
  const kernels = await Promise.all(
    files.map(async (file) =>
      registeredKernels(await readFile(join(directory, file), 'utf8')).map((name) => ({
        name,
        file,
        directory,
      })),
    ),
  );
  if (kernels.flat().length > 0) return kernels.flat();
  throw new KernelsMissingError(
    `${directory} holds no kernels: they come with Go 1.26 and newer from https://go.dev/dl/, while some packages leave Go's tests out`,
  );
}

/** Which files take the place of which, as `go build -overlay` wants it. Answers the file that says so. */
async function writeOverlay(source: string, work: string): Promise<string> {
  const replace: Record<string, string> = { [join(source, 'main.go')]: frame };
  for (const file of (await goFiles(source)).filter((file) => file !== 'main.go')) {
    const silent = join(work, file);
    await writeFile(silent, silenced(await readFile(join(source, file), 'utf8')));
    replace[join(source, file)] = silent;
  }
  const overlay = join(work, 'overlay.json');
  await writeFile(overlay, JSON.stringify({ Replace: replace }));
  return overlay;
}

async function goFiles(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch(() => []);
  return names.filter((name) => name.endsWith('.go')).sort();
}

/** Kernels print the leak profile when they end, and each print is a forced collection: let them print another one. */
function silenced(source: string): string {
  return source.replaceAll('pprof.Lookup("goroutineleak")', 'pprof.Lookup("kernel-reports")');
}

function go(
  args: readonly string[],
  { cwd, env }: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
) {
  return run('go', args, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, ...goEnvironment, ...env },
    maxBuffer: 16 * 1024 * 1024,
  });
}
