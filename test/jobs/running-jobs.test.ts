import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { CheckCancelledError, createRunningJobs, ShuttingDownError } from '../../jobs/running-jobs.ts';

describe('the jobs that a process runs', () => {
  it('are stopped by a cancel of their check, and no others', () => {
    const running = createRunningJobs();
    const [first, second, other] = ['abcdef', 'abcdef', 'bcdefg'].map((check) => running.begin(check).signal);
    running.cancel('abcdef');
    expect([first?.aborted, second?.aborted, other?.aborted]).toEqual([true, true, false]);
    expect(first?.reason).toBeInstanceOf(CheckCancelledError);
  });

  it('are all stopped by a shutdown, the one that begins during it as well', () => {
    const running = createRunningJobs();
    const { signal } = running.begin('abcdef');
    running.shutDown();
    const late = running.begin('bcdefg').signal;
    expect([signal.reason, late.reason]).toEqual([
      expect.any(ShuttingDownError),
      expect.any(ShuttingDownError),
    ]);
  });

  it('may be listened to by every replica of a capture without a warning of a leak', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    const { signal } = createRunningJobs().begin('abcdef');
    for (let replica = 0; replica < 32; replica += 1) signal.addEventListener('abort', () => undefined);
    await turn();
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  it('keep the first reason to stop', () => {
    const running = createRunningJobs();
    const { signal } = running.begin('abcdef');
    running.cancel('abcdef');
    running.shutDown();
    expect(signal.reason).toBeInstanceOf(CheckCancelledError);
  });

  it('are known by their checks until they have ended', () => {
    const running = createRunningJobs();
    const first = running.begin('abcdef');
    const second = running.begin('abcdef');
    first.ended();
    expect(running.checks()).toEqual(['abcdef']);
    second.ended();
    expect(running.checks()).toEqual([]);
  });
});
