import { isHeavyChurn } from '../leak/heavy-churn.ts';
import { ifReadable } from '../profile/if-readable.ts';
import { memStatsOfText } from '../profile/mem-stats-of-text.ts';
import { type CaptureOutcome, readCaptureOutcome } from './capture-outcome.ts';
import { heapTextEndpoint } from './heap-text-endpoint.ts';
import type { CaptureFile } from './profile-store.ts';
import type { AskDeps, ReplicaCapture } from './replica-capture.ts';
import type { FetchedProfile, Target } from './target.ts';
import { TargetError } from './target-error.ts';
import { untilAborted } from './until-aborted.ts';
import { withinTime } from './within-time.ts';

/** The heap text of the first forced collection, and how long it was waited for. */
type FirstText = { readonly profile: FetchedProfile; readonly askedAtMs: number };

/** The first of two requests was answered at once: a second one that hangs must leave time for the profiles. */
const mostShareOfTime = 0.5;

/**
 * Forces another collection where the first may have left more than the series can bear: at the base always, because only
 * what is allocated since then tells how heavy the churn is, and later where it is. Undefined where one is enough, and where
 * the second fails: the first is there; and where the check may force none. Throws the reason of the capture's signal, and what the store throws.
 */
export async function secondHeapText(
  deps: AskDeps,
  capture: ReplicaCapture,
  { target, first }: { readonly target: Target; readonly first: FirstText },
): Promise<FetchedProfile | undefined> {
  if (capture.plan.gc === false) return undefined;
  if (capture.point.role !== 'base' && !(await blursTheSeries(deps, capture, first))) return undefined;
  const withinMs = (capture.point.notAfterMs - deps.clock()) * mostShareOfTime;
  if (withinMs <= 0 || (await capture.isCancelled())) return undefined;
  return withinTime({ signal: capture.signal, ms: withinMs }, async (signal) => {
    try {
      const endpoint = heapTextEndpoint(capture.plan);
      const asked = deps.targets.fetch({ target, endpoint, expect: 'heap-text', signal });
      return await untilAborted(asked, signal);
    } catch (error) {
      capture.signal.throwIfAborted();
      if (error instanceof TargetError || signal.aborted) return undefined;
      throw error;
    }
  });
}

/**
 * Decided once, at the first capture after the base, by what the process has allocated in between, which is steadier than the
 * moment between two collections. The later ones follow it: a second value helps only where every capture has one.
 */
async function blursTheSeries(
  deps: AskDeps,
  capture: ReplicaCapture,
  { profile, askedAtMs }: FirstText,
): Promise<boolean> {
  const decided = capture.point.index > 1 ? await outcomeAt(deps, capture, 1) : undefined;
  if (decided !== undefined) return decided.takenAgainAtMs !== undefined;
  const outcome = await outcomeAt(deps, capture, 0);
  const text = await read(deps, capture, { point: 0, file: 'heap-text' });
  if (text === undefined || outcome === undefined) return false;
  const seen = ifReadable(() => ({ earlier: memStatsOfText(text), now: memStatsOfText(profile.bytes) }));
  if (seen === undefined) return false;
  const atBaseMs = (outcome.takenAgainAtMs ?? outcome.takenAtMs) - outcome.takenAtMs;
  return isHeavyChurn({
    ...seen,
    elapsedMs: profile.answeredAtMs - outcome.takenAtMs,
    collectionMs: Math.max(atBaseMs, profile.answeredAtMs - askedAtMs),
  });
}

/** Undefined where the capture failed, or is not over. */
async function outcomeAt(
  deps: AskDeps,
  capture: ReplicaCapture,
  point: number,
): Promise<Extract<CaptureOutcome, { ok: true }> | undefined> {
  const bytes = await read(deps, capture, { point, file: 'outcome' });
  const outcome = bytes && readCaptureOutcome(bytes);
  return outcome?.ok ? outcome : undefined;
}

function read(
  { store }: AskDeps,
  { plan, replica }: ReplicaCapture,
  at: { readonly point: number; readonly file: CaptureFile },
): Promise<Uint8Array | undefined> {
  return store.get({ check: plan.check, replica, ...at });
}
