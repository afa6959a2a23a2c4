import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { patternIds } from '../src/leak/pattern.ts';
import { type RunningService, startGoProgram } from './go-program.ts';
import { packageRoot } from './package-root.ts';

const ports = {
  postgres: 5432,
  redis: 6379,
  nats: 4222,
  rabbitmq: 5672,
  mariadb: 3306,
  mosquitto: 1883,
} as const;

const ExpectedFinding = z.object({
  kind: z.enum(['heap', 'goroutine']),
  /** Every function that an engineer would accept as the culprit, without `.funcN`. */
  culprits: z.array(z.string()).min(1),
  patterns: z.array(z.enum(patternIds)).min(1),
});

/** One program of the corpus, and what is to be said of it. */
export const CorpusService = z.object({
  name: z.string(),
  /** `outside`: leaks where no Go profile looks. */
  group: z.enum(['own', 'library', 'healthy', 'outside']),
  replicas: z.number().int().min(1).default(1),
  /** Numbers of the replicas that leak, from 1; all of them unless given. Then `args` are theirs alone. */
  leakingReplicas: z.array(z.number().int()).optional(),
  args: z.array(z.string()).default([]),
  needs: z.enum(['postgres', 'redis', 'nats', 'rabbitmq', 'mariadb', 'mosquitto']).optional(),
  warmupSeconds: z.number().default(3),
  /** Path of its own page of metrics, where it has one. */
  metrics: z.string().optional(),
  expect: z.object({
    verdict: z.enum(['leak', 'healthy', 'suspect']),
    findings: z.array(ExpectedFinding).default([]),
  }),
  why: z.string(),
});
export type CorpusService = z.infer<typeof CorpusService>;

/** Names are unique within a module. */
export type ModuleService = CorpusService & { readonly module: string };

const Manifest = z.object({ services: z.array(CorpusService) });

const modules = [
  { directory: 'corpus', manifest: 'corpus.json' },
  { directory: 'libraries', manifest: 'libraries.json' },
  { directory: 'unseen', manifest: 'unseen.json' },
  { directory: 'frameworks', manifest: 'frameworks.json' },
] as const;

const run = promisify(execFile);

/** Every service of the corpus with the module that it belongs to. */
export async function readCorpus(): Promise<readonly ModuleService[]> {
  const read = await Promise.all(
    modules.map(async ({ directory, manifest }) => {
      const text = await readFile(join(packageRoot, 'lab', 'services', directory, manifest), 'utf8');
      return Manifest.parse(JSON.parse(text)).services.map((service) => ({ ...service, module: directory }));
    }),
  );
  return read.flat();
}

/** Builds the programs of the services given, a module at a time. Answers where each lies. Throws what `go build` says. */
export async function buildCorpus(services: readonly ModuleService[]): Promise<ReadonlyMap<string, string>> {
  const built = new Map<string, string>();
  for (const module of new Set(services.map((service) => service.module))) {
    const names = services.filter((service) => service.module === module).map(({ name }) => name);
    const out = join(packageRoot, '.leakcheck', 'lab', 'corpus', module);
    await mkdir(out, { recursive: true });
    await run(
      'go',
      ['build', '-trimpath', '-buildvcs=false', '-o', `${out}/`, ...names.map((name) => `./cmd/${name}`)],
      {
        cwd: join(packageRoot, 'lab', 'services', module),
        env: { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOWORK: 'off' },
        maxBuffer: 16 * 1024 * 1024,
      },
    );
    for (const name of names) built.set(`${module}/${name}`, join(out, name));
  }
  return built;
}

/** Under which `buildCorpus` answers a service's program. */
export function programKey({ module, name }: ModuleService): string {
  return `${module}/${name}`;
}

/** Starts one replica (from 1) of a service. */
export function startCorpusService(
  service: CorpusService,
  program: string,
  replica: number,
): Promise<RunningService> {
  const own =
    service.leakingReplicas === undefined || service.leakingReplicas.includes(replica) ? service.args : [];
  const args = ['-addr=127.0.0.1:0', '-exit-with-parent', ...own];
  return startGoProgram({ program, args, label: `${service.name}-${replica}` });
}

/** Why a service cannot run here, or undefined. */
export async function whySkipped({ needs }: CorpusService): Promise<string | undefined> {
  if (needs === undefined || (await answers(ports[needs]))) return undefined;
  return `no ${needs} answers on 127.0.0.1:${ports[needs]}`;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 1_000 });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false));
  });
}
