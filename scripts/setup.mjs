// What every command of a fresh clone needs first: the packages, then the build. Says what it does on stderr only,
// so that stdout stays the command's own.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Installs the packages when they are missing or older than the lock file, and builds when a source is newer than the build. */
export function setUp() {
  if (packagesAreStale()) install();
  if (buildIsStale()) build();
}

/** Compiles src, jobs, lab and bench into an emptied dist. */
export function build() {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  run(
    process.execPath,
    [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json'],
    'the build failed',
  );
}

function packagesAreStale() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  return !existsSync(installed) || modified(installed) < modified(join(root, 'package-lock.json'));
}

function install() {
  process.stderr.write('Installing packages (once) …\n');
  run(
    'npm',
    ['ci', '--no-audit', '--no-fund', '--loglevel=error'],
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

function run(command, args, problem) {
  // Both streams go to stderr: whoever called may have promised one JSON document on stdout.
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status === 0) return;
  process.stderr.write(`${problem}${error ? ` (${error.message})` : ''}\n`);
  process.exit(2);
}
