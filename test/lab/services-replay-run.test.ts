import { describe, expect, it } from 'vitest';
import { type ReplayRun, runAtRequest } from '../../lab/replay-run.ts';

const recordingMs = 62_500;

/** When the run of the last capture began, for captures at these times. */
function beginning(...capturesAtMs: readonly number[]): number | undefined {
  let run: ReplayRun | undefined;
  for (const atMs of capturesAtMs) run = runAtRequest(run, { atMs, isCapture: true }, recordingMs);
  return run?.beganAtMs;
}

const every = (gapMs: number, count: number) => Array.from({ length: count }, (_, index) => index * gapMs);

describe('a replay starts over', () => {
  it.each([
    ['at its first request', [7_000], 7_000],
    ['once 5 s passed without a request beyond the end', [...every(15_000, 5), 66_000], 66_000],
    ['when a check asks again a while after a short one', [...every(2_500, 5), 19_000], 19_000],
    ['after a silence that no window in the recording contains', [0, 17_000], 17_000],
  ])('%s', (_, captures, began) => {
    expect(beginning(...captures)).toBe(began);
  });
});

describe('a replay goes on', () => {
  it.each([
    ['through a window of 10 s', every(2_500, 5)],
    ['through a window of 59 s', every(14_750, 5)],
    ['through a window of 60 s', every(7_500, 9)],
    ['when a capture comes late', [0, 5_000, 10_000, 19_000]],
    ['beyond its end while it is still asked', [0, 15_000, 30_000, 45_000, 60_000, 64_000]],
  ])('%s', (_, captures) => {
    expect(beginning(...captures)).toBe(0);
  });

  it('when each capture forces two collections, which are no captures of their own', () => {
    expect(beginning(...[0, 12_000, 24_000].flatMap((atMs) => [atMs, atMs + 30]))).toBe(0);
    expect(beginning(0, 30, 12_000, 24_000)).toBe(0);
  });

  it('when only profiles are asked for between the captures', () => {
    let run: ReplayRun | undefined;
    for (const atMs of [0, 12_000, 24_000]) run = runAtRequest(run, { atMs, isCapture: false }, recordingMs);
    expect(run?.beganAtMs).toBe(0);
  });
});
