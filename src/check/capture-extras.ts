import { countGoroutines } from '../profile/count-goroutines.ts';
import { ifReadable } from '../profile/if-readable.ts';
import { captureReader } from './capture-reader.ts';
import type { CaptureFile, ProfileRef } from './profile-store.ts';
import type { AskDeps, ReplicaCapture } from './replica-capture.ts';
import type { Target } from './target.ts';
import { TargetError } from './target-error.ts';
import { untilAborted } from './until-aborted.ts';
import { withinTime } from './within-time.ts';

/**
 * Writing out a list of goroutines stops the service meanwhile: measured on two cores 7 ms for 1,000 of them, 150 ms for 10,000,
 * over half a second for 100,000. Above these many a capture does not ask for it.
 */
const mostGoroutines = { base: 10_000, light: 1_000, head: 10_000 } as const;
const withinMs = 10_000;
const symbolsARequest = 1_000;
/** A profile of this size is counted sooner than another thread is asked to; should it inflate to more, that one is asked. */
const countedHere = { servedBytes: 64 * 1024, inflatedBytes: 1024 * 1024 } as const;

/** Who is asked, and the goroutine profile that it has just served. */
type Captured = { readonly target: Target; readonly goroutine: Uint8Array };

/**
 * What a target tells beyond the profiles that every capture has: goroutines by id, and at head the functions that the runtime's
 * own leaf frames lie in and the goroutines that the runtime itself has proved to be leaked. A target that does
 * not offer one of them, or is slow to, costs the capture nothing: what is missing is not stored. Throws what the store throws,
 * and the reason of the capture's signal.
 */
export async function captureExtras(
  deps: AskDeps,
  capture: ReplicaCapture,
  captured: Captured,
): Promise<void> {
  const leftMs = Math.min(withinMs, capture.point.notAfterMs - deps.clock());
  if (leftMs <= 0) return;
  await withinTime({ signal: capture.signal, ms: leftMs }, (signal) =>
    askExtras(deps, { ...capture, signal }, captured),
  );
  capture.signal.throwIfAborted();
}

async function askExtras(
  deps: AskDeps,
  capture: ReplicaCapture,
  { target, goroutine }: Captured,
): Promise<void> {
  const ask = (file: CaptureFile, endpoint: string, expect: 'text' | 'profile') =>
    askExtra(deps, capture, { target, file, endpoint, expect });
  const few = await hasFewGoroutines(deps, capture, goroutine);
  const isHead = capture.point.role === 'head';
  // Beside the questions: reading the texts of a large service takes longer than they do.
  const finding = isHead ? pcsToName(deps, capture) : Promise.resolve([]);
  const asking = async () => {
    if (few) await ask('goroutine-text', 'goroutine?debug=2', 'text');
    // The runtime makes it by a collection of its own.
    if (isHead && capture.plan.gc !== false) await ask('goroutineleak', 'goroutineleak', 'profile');
  };
  const [pcs] = await Promise.all([finding, asking()]);
  if (pcs.length > 0) await ask('symbols', `symbol?${pcs.slice(0, symbolsARequest).join('+')}`, 'text');
}

type Extra = {
  readonly target: Target;
  readonly file: CaptureFile;
  readonly endpoint: string;
  readonly expect: 'text' | 'profile';
};

async function askExtra(deps: AskDeps, capture: ReplicaCapture, extra: Extra): Promise<void> {
  if (capture.signal.aborted || (await capture.isCancelled())) return;
  const { target, endpoint, expect, file } = extra;
  try {
    const asked = deps.targets.fetch({ target, endpoint, expect, signal: capture.signal });
    const { bytes } = await untilAborted(asked, capture.signal);
    await deps.store.put(refOf(capture, { file }), bytes);
  } catch (error) {
    if (!(error instanceof TargetError) && !capture.signal.aborted) throw error;
  }
}

async function hasFewGoroutines(
  deps: AskDeps,
  capture: ReplicaCapture,
  goroutine: Uint8Array,
): Promise<boolean> {
  const count = ifReadable(() => countGoroutines(goroutine, countedHere)) ?? (await countElsewhere());
  return count !== undefined && count <= mostGoroutines[capture.point.role];

  function countElsewhere() {
    const profile = refOf(capture, { file: 'goroutine' });
    return inTime(capture, readerOf(deps).goroutines(profile, capture.signal));
  }
}

async function pcsToName(deps: AskDeps, capture: ReplicaCapture): Promise<readonly string[]> {
  const texts = [
    refOf(capture, { file: 'heap-text', point: 0 }),
    refOf(capture, { file: 'heap-text' }),
  ] as const;
  return (await inTime(capture, readerOf(deps).growingPcs(texts, capture.signal))) ?? [];
}

function readerOf({ reader, store }: AskDeps) {
  return reader ?? captureReader(store);
}

/** Undefined where it is not read in time, as if there were nothing to read. */
async function inTime<T>({ signal }: ReplicaCapture, reading: Promise<T>): Promise<T | undefined> {
  try {
    return await untilAborted(reading, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    return undefined;
  }
}

function refOf(
  { plan, replica, point }: ReplicaCapture,
  of: { readonly file: CaptureFile; readonly point?: number },
): ProfileRef {
  return { check: plan.check, replica, point: point.index, ...of };
}
