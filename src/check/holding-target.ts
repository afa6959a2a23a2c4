import { setTimeout as pause } from 'node:timers/promises';
import type { TargetHold, TargetLocks } from './target-locks.ts';
import { untilAborted } from './until-aborted.ts';

/** Another capture held the target for as long as this one could wait. */
export class TargetBusyError extends Error {
  override readonly name = 'TargetBusyError';
}

const firstPauseMs = 20;
const longestPauseMs = 250;

/**
 * Does the work once no other capture asks the target. Throws a TargetBusyError, or the signal's reason, when the signal is
 * aborted before, and what the locks and the work throw.
 */
export async function holdingTarget<T>(
  locks: TargetLocks,
  { url, signal }: { readonly url: string; readonly signal: AbortSignal },
  work: () => Promise<T>,
): Promise<T> {
  const hold = await waitForHold(locks, url, signal);
  try {
    return await work();
  } finally {
    hold.release();
  }
}

async function waitForHold(locks: TargetLocks, url: string, signal: AbortSignal): Promise<TargetHold> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const hold = await acquire(locks, url, signal);
    if (hold !== undefined) return hold;
    await untilAborted(pause(pauseMs), signal).catch((cause: unknown) => {
      throw new TargetBusyError('the target was being captured for another check', { cause });
    });
  }
}

/** A hold that comes after nobody waits for it any more is given back. */
async function acquire(
  locks: TargetLocks,
  url: string,
  signal: AbortSignal,
): Promise<TargetHold | undefined> {
  const asked = locks.acquire(url);
  try {
    return await untilAborted(asked, signal);
  } catch (error) {
    asked.then((hold) => hold?.release()).catch(() => undefined);
    throw error;
  }
}
