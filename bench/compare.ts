import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { BenchRun } from './bench-run.ts';
import { compilerPair } from './compiler-pair.ts';
import { differingFunctions } from './pprof-top.ts';
import { median } from './quantile.ts';
import { inProcessRatios } from './read-ratio.ts';
import { syntheticPair } from './synthetic-profile.ts';
import { wholeNumber } from './whole-number.ts';
import { peakRssBytes, pprofBinary, timeRun } from './whole-process.ts';

/** Two profile files, and what they are called in the table. */
type PairFiles = { readonly name: string; readonly base: string; readonly head: string };

const pprofArgs = ['-top', '-symbolize=none', '-nodefraction=0', '-nodecount=100000000', '-unit=B'];

/**
 * `leakcheck compare --top`, and `leakcheck compare` with its findings, against `go tool pprof -top -diff_base` as whole
 * processes, in turn, and in one warm process against inflating both profiles and passing over their bytes once. Prints medians
 * and ratios. Checks that flat and cum are equal.
 */
export async function runBench({ args, say }: BenchRun): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string', default: '7' },
      samples: { type: 'string', default: '1000,10000,100000' },
      compiler: { type: 'string', multiple: true, default: [] },
      'without-compiler': { type: 'boolean', default: false },
    },
  });
  const runs = wholeNumber('--runs', values.runs);
  const directory = await mkdtemp(path.join(tmpdir(), 'leakcheck-bench-'));
  try {
    const pairs = await syntheticPairs(directory, values.samples.split(',').map(Number));
    if (!values['without-compiler']) pairs.push(await compilerFiles(directory, values.compiler, say));
    const pprof = await pprofBinary();
    say(`${runs} runs of each in turn, medians; ratios are those of the medians`);
    say('');
    say(
      'whole process      compare --top   peak RSS   go tool pprof   ratio   pprof alone   ratio     compare   peak RSS   ratio   functions that differ',
    );
    for (const pair of pairs) say(await wholeProcessRow(pair, { runs, pprof }));
    say('');
    say('one warm process     gunzip + pass   read and top   ratio   read and find   ratio');
    for (const pair of pairs) say(await inProcessRow(pair, runs));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function syntheticPairs(directory: string, sizes: readonly number[]): Promise<PairFiles[]> {
  const pairs: PairFiles[] = [];
  for (const samples of sizes) {
    const { base, head } = syntheticPair({ samples, seed: 1 });
    const files = {
      name: `${samples.toLocaleString('en-US')} samples`,
      base: path.join(directory, `base-${samples}.pb.gz`),
      head: path.join(directory, `head-${samples}.pb.gz`),
    };
    await writeFile(files.base, base);
    await writeFile(files.head, head);
    pairs.push(files);
  }
  return pairs;
}

/** Two files named by `--compiler`, else made here, which takes two minutes. */
async function compilerFiles(
  directory: string,
  given: readonly string[],
  say: BenchRun['say'],
): Promise<PairFiles> {
  const [base, head] = given;
  if (base !== undefined && head !== undefined) return { name: "Go's compiler", base, head };
  say('compiling a package of the Go compiler twice for its heap profiles, about two minutes …');
  return { name: "Go's compiler", ...(await compilerPair(directory)) };
}

async function wholeProcessRow(
  { name, base, head }: PairFiles,
  { runs, pprof }: { readonly runs: number; readonly pprof: string },
): Promise<string> {
  const cli = path.join(import.meta.dirname, '..', 'cli', 'leakcheck.cjs');
  const compare = [process.execPath, cli, 'compare', base, head];
  const ranking = [...compare, '--top', '20'];
  const report = [...compare, '--fail-on', 'never'];
  const goTool = ['go', 'tool', 'pprof', ...pprofArgs, '-diff_base', base, head];
  const alone = [pprof, ...pprofArgs, '-diff_base', base, head];
  const times: { ranking: number; report: number; goTool: number; alone: number }[] = [];
  // The first of each warms the caches.
  for (let run = 0; run <= runs; run++) {
    times.push({
      ranking: await timeRun(ranking),
      goTool: await timeRun(goTool),
      report: await timeRun(report),
      alone: await timeRun(alone),
    });
  }
  const counted = times.slice(1);
  const ours = median(counted.map((one) => one.ranking));
  const found = median(counted.map((one) => one.report));
  const theirs = median(counted.map((one) => one.goTool));
  const bare = median(counted.map((one) => one.alone));
  const differing = await differingFunctions({ cli, pprof: [pprof, ...pprofArgs], base, head });
  return [
    name.padEnd(18),
    milliseconds(ours).padStart(13),
    megabytes(await peakRssBytes(ranking)).padStart(10),
    milliseconds(theirs).padStart(15),
    (theirs / ours).toFixed(1).padStart(7),
    milliseconds(bare).padStart(13),
    (bare / ours).toFixed(1).padStart(7),
    milliseconds(found).padStart(11),
    megabytes(await peakRssBytes(report)).padStart(10),
    (theirs / found).toFixed(1).padStart(7),
    `   ${differing.differing} of ${differing.functions}`,
  ].join(' ');
}

async function inProcessRow({ name, base, head }: PairFiles, runs: number): Promise<string> {
  const bytes = { base: await readFile(base), head: await readFile(head) };
  const { reference, top, find } = inProcessRatios(bytes, runs);
  return [
    name.padEnd(18),
    milliseconds(reference).padStart(15),
    milliseconds(top).padStart(14),
    (top / reference).toFixed(2).padStart(7),
    milliseconds(find).padStart(15),
    (find / reference).toFixed(2).padStart(7),
  ].join(' ');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

function milliseconds(ms: number): string {
  return `${ms.toFixed(ms < 100 ? 1 : 0)} ms`;
}
