import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type RunningService, startGoProgram } from './go-program.ts';
import { packageRoot } from './package-root.ts';

export const serviceNames = ['payments', 'orders', 'catalog'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** Where the program of each service lies. */
export type BuiltServices = Readonly<Record<ServiceName, string>>;

export type ServiceStart = {
  readonly name: ServiceName;
  /** Name of the replica, e.g. `payments-1`. */
  readonly replica: string;
  /** Multiplies the traffic of the service's customers; 1 unless given. */
  readonly rate?: number;
  /** Whether the service leaves things behind; true unless given. Says nothing for catalog. */
  readonly leak?: boolean;
  /** Offers `GET /lab/stops`, `POST /lab/restart` and `POST /lab/leak?on=false` beside `/debug/pprof/`. */
  readonly lab?: boolean;
  /** Programs from `buildServices`; built (once) when not given. */
  readonly programs?: BuiltServices;
};

/** There is no Go here that can build the services. */
export class GoMissingError extends Error {
  override readonly name = 'GoMissingError';
}

/** Go is here, but `go build` failed. */
export class GoBuildError extends Error {
  override readonly name = 'GoBuildError';
}

const oldestGo = { major: 1, minor: 26 };
const sources = join(packageRoot, 'lab', 'services');
const defaultBinDir = join(packageRoot, '.leakcheck', 'lab', 'bin');
const run = promisify(execFile);
// No C compiler is needed, and no newer Go is fetched behind the user's back.
const buildEnvironment = { CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOWORK: 'off' };

/** Whether `go` is on the PATH and new enough for the services. */
export async function goIsPresent(): Promise<boolean> {
  return (await goVersion()) !== undefined;
}

/** The version as Go says it (`go1.26.8`), or undefined where Go is missing or too old. */
export async function goVersion(): Promise<string | undefined> {
  const answer = await run('go', ['version'], { env: { ...process.env, ...buildEnvironment } }).catch(
    () => undefined,
  );
  const match = answer?.stdout.match(/go(\d+)\.(\d+)\S*/);
  if (match === undefined || match === null) return undefined;
  const [version, major, minor] = match;
  const isNewEnough =
    Number(major) > oldestGo.major || (Number(major) === oldestGo.major && Number(minor) >= oldestGo.minor);
  return isNewEnough ? version : undefined;
}

const builds = new Map<string, Promise<BuiltServices>>();

/**
 * Builds the services unless the same sources have been built before, by this process or another one.
 * Throws GoMissingError or GoBuildError.
 */
export function buildServices(binDir: string = defaultBinDir): Promise<BuiltServices> {
  const known = builds.get(binDir);
  if (known !== undefined) return known;
  const build = buildOnce(binDir);
  builds.set(binDir, build);
  build.catch(() => builds.delete(binDir)); // Go may be installed by the next try
  return build;
}

/** Starts one replica on a free port of 127.0.0.1. Throws what `buildServices` throws, or ServiceStartError. */
export async function startService(start: ServiceStart): Promise<RunningService> {
  const programs = start.programs ?? (await buildServices());
  return startGoProgram({
    program: programs[start.name],
    args: serviceArguments(start),
    label: start.replica,
  });
}

async function buildOnce(binDir: string): Promise<BuiltServices> {
  const version = await goVersion();
  if (version === undefined) {
    const { major, minor } = oldestGo;
    throw new GoMissingError(
      `the lab's services need Go ${major}.${minor} or newer on the PATH: install it from https://go.dev/dl/`,
    );
  }
  const finished = join(binDir, await sourceHash(version));
  if (!(await exists(finished))) await buildInto(binDir, finished);
  return {
    payments: join(finished, 'payments'),
    orders: join(finished, 'orders'),
    catalog: join(finished, 'catalog'),
  };
}

/** Builds beside the final place and moves the result there, so that nobody ever starts half a program. */
async function buildInto(binDir: string, finished: string): Promise<void> {
  await mkdir(binDir, { recursive: true });
  const unfinished = await mkdtemp(join(binDir, 'building-'));
  try {
    await run('go', ['build', '-trimpath', '-buildvcs=false', '-o', `${unfinished}/`, './cmd/...'], {
      cwd: sources,
      env: { ...process.env, ...buildEnvironment },
    });
    await rename(unfinished, finished);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (await exists(finished)) return; // another process was faster
    throw new GoBuildError(`go build of lab/services failed: ${stderrOf(error)}`, { cause: error });
  }
}

async function sourceHash(version: string): Promise<string> {
  const names = await readdir(sources, { recursive: true });
  const hash = createHash('sha256').update(`${version} ${process.platform} ${process.arch}`);
  for (const name of names.filter((each) => /(\.go|go\.mod)$/.test(each)).sort()) {
    hash.update(`\0${name}\0`).update(await readFile(join(sources, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

function serviceArguments(start: ServiceStart): string[] {
  return [
    '-addr=127.0.0.1:0',
    `-name=${start.replica}`,
    `-rate=${start.rate ?? 1}`,
    `-leak=${start.leak ?? true}`,
    `-lab=${start.lab ?? false}`,
    '-exit-with-parent',
  ];
}

function stderrOf(error: unknown): string {
  if (
    error instanceof Error &&
    'stderr' in error &&
    typeof error.stderr === 'string' &&
    error.stderr !== ''
  ) {
    return error.stderr.trim();
  }
  return String(error);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
