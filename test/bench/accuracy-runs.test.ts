import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AccuracyRun, AccuracyRunsError, appendRun, readRuns } from '../../bench/accuracy-runs.ts';
import { foundHealthy, foundLeak } from './judgements.ts';

const times = { at: '2026-11-23T10:00:00.000Z', windowMs: 20_000, warmupMs: 25_000 };
const leak: AccuracyRun = { ...foundLeak(), ...times };
const healthy: AccuracyRun = { ...foundHealthy(), ...times };

describe('runs in files', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'leakcheck-runs-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  test('are added to what a file holds, and add up over files', async () => {
    const [one, other] = [join(directory, 'one.jsonl'), join(directory, 'other.jsonl')];
    await appendRun(one, leak);
    await appendRun(one, healthy);
    await appendRun(other, leak);
    expect(await readRuns([one, other])).toEqual([leak, healthy, leak]);
  });

  test.each([
    { title: 'is cut off', line: JSON.stringify(leak).slice(0, 80), says: 'it is no JSON' },
    { title: 'lacks a field', line: JSON.stringify({ ...leak, said: undefined }), says: 'said' },
    { title: 'is of something else', line: '{"level":30}', says: 'service' },
  ])('name the line that $title', async ({ line, says }) => {
    const file = join(directory, 'runs.jsonl');
    await writeFile(file, `${JSON.stringify(leak)}\n${line}\n`);
    await expect(readRuns([file])).rejects.toThrow(AccuracyRunsError);
    await expect(readRuns([file])).rejects.toThrow(/runs\.jsonl:2/);
    await expect(readRuns([file])).rejects.toThrow(says);
  });
});
