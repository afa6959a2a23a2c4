import { DelayedError, type Job } from 'bullmq';
import { describe, expect, it } from 'vitest';
import { processDigest } from '../../jobs/digest.ts';
import { PostError } from '../../src/check/poster.ts';
import { inOneWorkspace } from '../../src/check/workspaces/by-workspace.ts';
import { notInstalled } from '../../src/check/workspaces/token-refused.ts';
import { aDigest, digestWorld } from '../check/digest-world.ts';

/** A run whose sweep has nothing to wait for, and whose message Slack refuses so. */
async function runRefusedWith(error: PostError) {
  const digest = aDigest({ services: [] });
  const world = digestWorld({ nowMs: Date.UTC(2026, 10, 12, 9), digests: [digest] });
  world.slack.faults.push({ call: 'post', error });
  const dueMs = world.time.nowMs;
  const delayed: number[] = [];
  const job = {
    data: { run: { digest, dueMs, startedMs: dueMs } },
    updateData: async () => undefined,
    moveToDelayed: async (untilMs: number) => void delayed.push(untilMs),
  };
  const held = { job: job as unknown as Job, token: 'token' };
  const ended = await processDigest(inOneWorkspace(world.deps), held).then(
    () => 'over',
    (thrown: unknown) => (thrown instanceof DelayedError ? 'later' : thrown),
  );
  return { ended, delayed };
}

describe('a run of a digest', () => {
  it('is tried again while its channel is archived', async () => {
    const error = new PostError({ kind: 'refused', code: 'is_archived', message: 'archived' });
    const { ended, delayed } = await runRefusedWith(error);
    expect(ended).toBe('later');
    expect(delayed).toHaveLength(1);
  });

  it('is over where its workspace has taken leakcheck out', async () => {
    expect(await runRefusedWith(notInstalled('T0ACME'))).toEqual({ ended: 'over', delayed: [] });
  });
});
