// What every command of a fresh clone needs first: the packages, then the build. Says what it does on stderr only,
// so that stdout stays the command's own.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Installs the packages when they are missing or older than the lock file, and builds when a source is newer than the build. */
export function setUp() {
  if (packagesAreStale()) install();
  if (buildIsStale()) build();
}

/** Compiles src, jobs, lab and bench beside dist, bundles the command line, and takes dist's place only when all went well. */
export function build() {
  const startedAt = new Date();
  const dist = join(root, 'dist');
  const unfinished = `${dist}-${process.pid}`;
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  run(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', unfinished], 'the build failed', () =>
    rmSync(unfinished, { recursive: true, force: true }),
  );
  // In a process of its own: the packages that it needs may have been installed only just now.
  run(process.execPath, [join(root, 'scripts', 'bundle.mjs'), unfinished], 'the bundle failed', () =>
    rmSync(unfinished, { recursive: true, force: true }),
  );
  // As old as what it was built from: a source saved while the compiler ran is newer.
  utimesSync(join(unfinished, 'src', 'cli.js'), startedAt, startedAt);
  rmSync(dist, { recursive: true, force: true });
  renameSync(unfinished, dist);
}

function packagesAreStale() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  return !existsSync(installed) || modified(installed) < modified(join(root, 'package-lock.json'));
}

function install() {
  process.stderr.write('Installing packages (once) …\n');
  run(
    'npm',
    ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
    'npm ci failed: is the npm registry reachable?',
  );
}

function buildIsStale() {
  const built = join(root, 'dist', 'src', 'cli.js');
  if (!existsSync(built)) return true;
  const builtAt = modified(built);
  return ['src', 'jobs', 'lab', 'bench', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'].some(
    (name) => newest(join(root, name)) > builtAt,
  );
}

function newest(path) {
  if (!existsSync(path)) return 0;
  if (!statSync(path).isDirectory()) return modified(path);
  const entries = readdirSync(path, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() || /\.[mc]?ts$/.test(entry.name),
  );
  return Math.max(0, ...entries.map((entry) => newest(join(path, entry.name))));
}

function modified(path) {
  return statSync(path).mtimeMs;
}

function run(command, args, problem, cleanUp = () => undefined) {
  // Both streams go to stderr: whoever called may have promised one JSON document on stdout.
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status === 0) return;
  cleanUp();
  process.stderr.write(`${problem}${error ? ` (${error.message})` : ''}\n`);
  process.exit(2);
}
