import { appendFile, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Judgement } from '../lab/judge-answer.ts';

/** One line of a file of runs. */
const AccuracyRun = Judgement.extend({
  at: z.iso.datetime(),
  windowMs: z.number(),
  /** Least age of each process before its window began. */
  warmupMs: z.number(),
});
export type AccuracyRun = z.infer<typeof AccuracyRun>;

/** A file of runs has a line that is none. */
export class AccuracyRunsError extends Error {
  override readonly name = 'AccuracyRunsError';
}

/** Adds one run to the end of a file. Throws what the file system throws. */
export async function appendRun(file: string, run: AccuracyRun): Promise<void> {
  await appendFile(file, `${JSON.stringify(run)}\n`);
}

/** The runs of all the files. Throws AccuracyRunsError, or what the file system throws. */
export async function readRuns(files: readonly string[]): Promise<AccuracyRun[]> {
  const texts = await Promise.all(
    files.map(async (file) => ({ file, lines: (await readFile(file, 'utf8')).split('\n') })),
  );
  return texts.flatMap(({ file, lines }) =>
    lines.flatMap((line, index) => (line.trim() === '' ? [] : [parseRun(line, `${file}:${index + 1}`)])),
  );
}

function parseRun(line: string, where: string): AccuracyRun {
  try {
    return AccuracyRun.parse(JSON.parse(line));
  } catch (error) {
    const what = error instanceof z.ZodError ? z.prettifyError(error) : 'it is no JSON';
    throw new AccuracyRunsError(
      `${where} is no run of bench:accuracy (${what}): delete the line, or pass files that --json wrote`,
      { cause: error },
    );
  }
}
