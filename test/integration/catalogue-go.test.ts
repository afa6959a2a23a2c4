import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, startGoProgram } from '../../lab/go-program.ts';
import type { PatternId } from '../../src/leak/pattern.ts';
import type { Report } from '../../src/report/report.ts';
import {
  type NamedFix,
  namedFixes,
  packageOf,
  type Side,
  writeCatalogueModule,
} from './fixtures/catalogue-module.ts';
import { checkInSteps, type SteppedProgram, startStepped } from './fixtures/stepped-program.ts';

/** What vet says about code that leaks on purpose. */
const vetComplaints: Readonly<Record<string, { readonly says: string; readonly why: string }>> = {
  'context-not-cancelled-1/before': {
    says: 'the cancel function returned by context.WithTimeout should be called, not discarded',
    why: 'the discarded cancel is the leak that the fix is about',
  },
};

/** Where a check says another pattern than the one whose fix it is, and why. */
const saidInstead: Readonly<Record<string, { readonly says: PatternId; readonly why: string }>> = {
  'closure-capture-2': {
    says: 'slice-retention',
    why: 'the closure has a thousandth of the bytes of what it keeps',
  },
  'closure-capture-3': {
    says: 'heap-growth',
    why: 'no profile shows a finalizer',
  },
};

/** Where the advice about a known library, which a report shows first, is about the same mistake as the catalogue's fix. */
const shownInstead: Readonly<Record<string, string>> = {
  'resource-not-closed-1': 'library-http-response-body',
  'resource-not-closed-2': 'library-sql-rows',
  'resource-not-closed-3': 'library-idle-connection-of-an-http-transport',
};

const goMissing = whyGoCannotRun();

describe.skipIf(goMissing !== undefined)(
  `the catalogue's Go${goMissing === undefined ? '' : ` (skipped: ${goMissing})`}`,
  () => {
    let module = '';
    let vetOutput = '';
    let peer: RunningService | undefined;

    beforeAll(async () => {
      module = mkdtempSync(join(tmpdir(), 'leakcheck-catalogue-'));
      writeCatalogueModule(module);
      vetOutput = spawnSync('go', ['vet', './...'], {
        cwd: module,
        env: goEnvironment(),
        encoding: 'utf8',
      }).stderr;
      execFileSync('go', ['build', '-o', 'program', '.'], { cwd: module, env: goEnvironment() });
      peer = await startGoProgram({ program: join(module, 'program'), args: ['peer'], label: 'peer' });
    });

    afterAll(async () => {
      await peer?.stop();
      rmSync(module, { recursive: true, force: true });
    });

    it('is formatted as gofmt would', () => {
      expect(execFileSync('gofmt', ['-l', '.'], { cwd: module, encoding: 'utf8' })).toBe('');
    });

    it('passes go vet, but for the complaints that belong to a leak', () => {
      const complaints = vetOutput.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
      const expected = Object.entries(vetComplaints).map(([name, { says }]) => ({ name, says }));

      expect(complaints.map(parseComplaint)).toEqual(expected);
    });

    it.concurrent.each(namedFixes.map((fix) => [fix.name, fix] as const))(
      '%s: a check calls before a leak and shows the fix, and finds nothing in after',
      async (name, fix) => {
        const { before, after } = await checkBoth(fix);
        const [first] = before.findings;
        const other = saidInstead[name];

        expect(before.verdict).toBe('leak');
        expect(first).toMatchObject({ verdict: 'leak', pattern: other?.says ?? fix.pattern });
        const own = first?.stack.find(({ origin }) => origin === 'own')?.function;
        if (own !== undefined) expect(own).toContain(`${packageOf(fix, 'before')}.`);
        if (other === undefined)
          expect(first?.fixes.map((shown) => shown.before)).toContain(shownFor(fix).before);
        expect(['healthy', 'suspect']).toContain(after.verdict);
        expect(after.findings).toEqual([]);
      },
    );

    /** Checks both sides with as many calls. */
    async function checkBoth(fix: NamedFix): Promise<{ readonly before: Report; readonly after: Report }> {
      const { report: before, calls } = await withProgram(fix, 'before', async (program) => {
        const calls = await warmUp(program);
        return { report: await checkInSteps(program, calls.each), calls };
      });
      const checkAfter = () =>
        withProgram(fix, 'after', async (program) => {
          await program.step(calls.before);
          return checkInSteps(program, calls.each);
        });
      const after = await checkAfter();
      // Samples may be against a fix by chance: a suspect is told at a level of 5 %. It is none where it is not one again.
      const isSuspect = after.verdict === 'suspect' && after.findings.length > 0;
      return { before, after: isSuspect ? await checkAfter() : after };
    }

    async function withProgram<T>(
      fix: NamedFix,
      side: Side,
      use: (program: SteppedProgram) => Promise<T>,
    ): Promise<T> {
      const name = packageOf(fix, side);
      const env = { ...goEnvironment(), PEER: new URL(peer?.url ?? '').host };
      const program = await startStepped({
        program: join(module, 'program'),
        args: [name],
        label: name,
        env,
      });
      return use(program).finally(program.stop);
    }
  },
);

/** Enough for some sixty samples over a window of eight steps. */
const bytesPerStep = 4 * 1024 * 1024;
const goroutinesPerStep = 25;

/** Calls a leak until it can be measured, and answers how many calls make a step and how many were made. */
async function warmUp(program: SteppedProgram): Promise<{ readonly each: number; readonly before: number }> {
  let before = 10;
  let last = await program.step(before);
  for (let calls = 10; before < 100_000; calls *= 2) {
    const now = await program.step(calls);
    const bytes = now.heapBytes - last.heapBytes;
    before += calls;
    if (now.goroutines - last.goroutines >= calls) return { each: goroutinesPerStep, before };
    if (bytes > bytesPerStep / 4) return { each: Math.ceil((calls * bytesPerStep) / bytes), before };
    last = now;
  }
  throw new Error(`${before} calls left nothing behind`);
}

function shownFor(fix: NamedFix): NamedFix {
  return namedFixes.find(({ name }) => name === shownInstead[fix.name]) ?? fix;
}

function whyGoCannotRun(): string | undefined {
  const { stdout, error } = spawnSync('go', ['env', 'GOVERSION'], { env: goEnvironment(), encoding: 'utf8' });
  if (error !== undefined) return 'no go command';
  const minor = Number(/^go1\.(\d+)/.exec(stdout)?.[1]);
  return minor >= 25 ? undefined : `needs Go 1.25 for WaitGroup.Go, found ${stdout.trim()}`;
}

/** No download and no other toolchain than the one that is installed. */
function goEnvironment(): Record<string, string> {
  return {
    ...process.env,
    GOTOOLCHAIN: 'local',
    GOPROXY: 'off',
    GOWORK: 'off',
    GOFLAGS: '',
    GODEBUG: '',
  };
}

/** `context-not-cancelled-1/before/snippet.go:7:7: …`, with or without `vet: ` and `./`. */
function parseComplaint(line: string): { readonly name: string; readonly says: string } {
  const match = /^(?:vet: )?(?:\.\/)?(.+)\/\w+\.go:\d+:\d+: (.*)$/.exec(line);
  return { name: match?.[1] ?? line, says: match?.[2]?.split(', to avoid')[0] ?? line };
}
