import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { catalogue } from '../../src/leak/catalogue/catalogue.ts';

const fixtures = join(import.meta.dirname, '../fixtures/catalogue');
const run = promisify(execFile);

/** What vet says about code that leaks on purpose. */
const vetComplaints: Readonly<Record<string, { readonly says: string; readonly why: string }>> = {
  'context-not-cancelled-1.before': {
    says: 'the cancel function returned by context.WithTimeout should be called, not discarded',
    why: 'the discarded cancel is the leak that the fix is about',
  },
};

/** Standard packages that a snippet may use, by the name it uses them under. */
const importPaths: Readonly<Record<string, string>> = {
  bufio: 'bufio',
  bytes: 'bytes',
  context: 'context',
  errors: 'errors',
  http: 'net/http',
  io: 'io',
  log: 'log',
  maps: 'maps',
  net: 'net',
  runtime: 'runtime',
  slices: 'slices',
  sql: 'database/sql',
  strings: 'strings',
  sync: 'sync',
  time: 'time',
};

type Snippet = {
  /** Names the package's folder and the argument of the program, e.g. `slice-retention-1.before`. */
  readonly name: string;
  readonly fix: string;
  readonly code: string;
};
const Points = z.array(z.object({ goroutines: z.number(), heap: z.number() }));
type Point = z.infer<typeof Points>[number];

const snippets: readonly Snippet[] = [...catalogue.values()].flatMap(({ id, fixes }) =>
  fixes.flatMap((fix, index) =>
    (['before', 'after'] as const).map((side) => ({
      name: `${id}-${index + 1}.${side}`,
      fix: `${id}-${index + 1}`,
      code: fix[side],
    })),
  ),
);

const fixes: readonly string[] = [...new Set(snippets.map(({ fix }) => fix))];

/** Fixes whose leak is seen in the number of goroutines; the others are seen in the live heap. */
const countsGoroutines = /^goroutine-|^resource-not-closed-|^timer-not-stopped-2$/;

const callsPerBatch = 50;
/** What pools, the runtime and the measuring itself may add in three batches. */
const heapNoiseBytes = 96 * 1024;
const goroutineNoise = 5;
/** Drivers keep what a service would keep anyway (the open client, the small copy): a part of what leaked before. */
const remainder = 0.05;

const goMissing = whyGoCannotRun();

describe.skipIf(goMissing !== undefined)(
  `the catalogue's Go${goMissing === undefined ? '' : ` (skipped: ${goMissing})`}`,
  () => {
    let module = '';
    let program = '';
    let vetOutput = '';

    beforeAll(() => {
      module = mkdtempSync(join(tmpdir(), 'leakcheck-catalogue-'));
      program = join(module, 'measure');
      writeModule(module);
      vetOutput = spawnSync('go', ['vet', './...'], {
        cwd: module,
        env: goEnvironment(),
        encoding: 'utf8',
      }).stderr;
      execFileSync('go', ['build', '-o', program, '.'], { cwd: module, env: goEnvironment() });
    });

    afterAll(() => rmSync(module, { recursive: true, force: true }));

    it('is formatted as gofmt would', () => {
      expect(execFileSync('gofmt', ['-l', '.'], { cwd: module, encoding: 'utf8' })).toBe('');
    });

    it('passes go vet, but for the complaints that belong to a leak', () => {
      const complaints = vetOutput.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
      const expected = Object.entries(vetComplaints).map(([name, { says }]) => ({ name, says }));

      expect(complaints.map(parseComplaint)).toEqual(expected);
    });

    it.concurrent.each(fixes)('%s: before grows with every batch of calls, after does not', async (fix) => {
      const [before, after] = await Promise.all([
        measure(program, `${fix}.before`),
        measure(program, `${fix}.after`),
      ]);

      if (countsGoroutines.test(fix)) {
        expect(Math.min(...steps(before, 'goroutines'))).toBeGreaterThanOrEqual(callsPerBatch);
      } else {
        expect(Math.min(...steps(before, 'heap'))).toBeGreaterThan(0);
        expect(growth(before, 'heap')).toBeGreaterThan(2 * heapNoiseBytes);
      }
      expect(growth(after, 'goroutines')).toBeLessThanOrEqual(goroutineNoise);
      expect(growth(after, 'heap')).toBeLessThan(heapNoiseBytes + remainder * growth(before, 'heap'));
    });
  },
);

function whyGoCannotRun(): string | undefined {
  const { stdout, error } = spawnSync('go', ['env', 'GOVERSION'], { env: goEnvironment(), encoding: 'utf8' });
  if (error !== undefined) return 'no go command';
  const minor = Number(/^go1\.(\d+)/.exec(stdout)?.[1]);
  return minor >= 25 ? undefined : `needs Go 1.25 for WaitGroup.Go, found ${stdout.trim()}`;
}

/** No download and no other toolchain than the one that is installed. */
function goEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, GOTOOLCHAIN: 'local', GOPROXY: 'off', GOWORK: 'off', GOFLAGS: '', GODEBUG: '' };
}

function writeModule(folder: string): void {
  writeFileSync(join(folder, 'go.mod'), 'module leak\n\ngo 1.25\n');
  cpSync(join(fixtures, 'kit'), join(folder, 'kit'), { recursive: true });
  for (const snippet of snippets) {
    mkdirSync(join(folder, snippet.name));
    writeFileSync(join(folder, snippet.name, 'snippet.go'), goFile(snippet.code));
    writeFileSync(join(folder, snippet.name, 'driver.go'), driverOf(snippet));
  }
  writeFileSync(join(folder, 'main.go'), mainFile());
}

/** A snippet as a file: the package clause, the imports that its code names, the code. */
function goFile(code: string): string {
  const used = Object.keys(importPaths).filter((name) => new RegExp(`(?<![\\w.])${name}\\.[A-Z]`).test(code));
  const paths = used.map((name) => `\t"${importPaths[name]}"\n`).sort();
  const imports = paths.length === 0 ? '' : `import (\n${paths.join('')})\n\n`;
  return `package leak\n\n${imports}${code}\n`;
}

/** One driver serves both sides unless their signatures differ. */
function driverOf({ name, fix }: Snippet): string {
  const own = join(fixtures, `${name}.go`);
  return readFileSync(existsSync(own) ? own : join(fixtures, `${fix}.go`), 'utf8');
}

/** One program for all: it measures the snippet that its argument names, so that no leak disturbs another. */
function mainFile(): string {
  const imports = snippets.map(({ name }, index) => `\tp${index} "leak/${name}"\n`);
  const cases = snippets.map(({ name }, index) => `\t"${name}": p${index}.Drive,\n`);
  const main = 'func main() { kit.Measure(drives[os.Args[1]]) }';
  const source = `package main\n\nimport (\n\t"os"\n\n\t"leak/kit"\n${imports.join('')})\n\nvar drives = map[string]func(int){\n${cases.join('')}}\n\n${main}\n`;
  return execFileSync('gofmt', { input: source, encoding: 'utf8' });
}

/** `context-not-cancelled-1.before/snippet.go:7:7: …`, with or without `vet: ` and `./`. */
function parseComplaint(line: string): { readonly name: string; readonly says: string } {
  const match = /^(?:vet: )?(?:\.\/)?([^/]+)\/\w+\.go:\d+:\d+: (.*)$/.exec(line);
  return { name: match?.[1] ?? line, says: match?.[2]?.split(', to avoid')[0] ?? line };
}

async function measure(program: string, name: string): Promise<readonly Point[]> {
  const { stdout } = await run(program, [name], { env: goEnvironment(), timeout: 50_000 });
  return Points.parse(JSON.parse(stdout));
}

/** Growth from each batch to the next. */
function steps(points: readonly Point[], value: keyof Point): readonly number[] {
  return points.slice(1).map((point, index) => point[value] - (points[index]?.[value] ?? Number.NaN));
}

function growth(points: readonly Point[], value: keyof Point): number {
  return steps(points, value).reduce((sum, step) => sum + step, 0);
}
