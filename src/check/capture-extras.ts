import { goroutineCount } from '../profile/goroutine-count.ts';
import { ifReadable } from '../profile/if-readable.ts';
import { readHeapText } from '../profile/read-heap-text.ts';
import { readProfile } from '../profile/read-profile.ts';
import { growingPcs } from './growing-pcs.ts';
import type { CaptureFile } from './profile-store.ts';
import type { AskDeps, ReplicaCapture } from './replica-capture.ts';
import type { Target } from './target.ts';
import { TargetError } from './target-error.ts';
import { untilAborted } from './until-aborted.ts';

/**
 * Writing out a list of goroutines stops the service meanwhile: measured on two cores 7 ms for 1,000 of them, 150 ms for 10,000,
 * over half a second for 100,000. Above these many a capture does not ask for it.
 */
const mostGoroutines = { base: 10_000, light: 1_000, head: 10_000 } as const;
/** Larger files are not parsed here, where captures of other checks are waiting for the same thread. */
const largestParsedBytes = 4 * 1024 * 1024;
const withinMs = 10_000;
const symbolsARequest = 1_000;

/**
 * What a target tells beyond the profiles that every capture has: goroutines by id, and at head the functions that the runtime's
 * own leaf frames lie in and the goroutines that the runtime itself has proved to be leaked. A target that does
 * not offer one of them, or is slow to, costs the capture nothing: what is missing is not stored. Throws what the store throws,
 * and the reason of the capture's signal.
 */
export async function captureExtras(deps: AskDeps, capture: ReplicaCapture, target: Target): Promise<void> {
  const leftMs = Math.min(withinMs, capture.point.notAfterMs - deps.clock());
  if (leftMs <= 0) return;
  const signal = AbortSignal.any([capture.signal, AbortSignal.timeout(leftMs)]);
  const ask = (file: CaptureFile, endpoint: string, expect: 'text' | 'profile') =>
    askExtra(deps, { ...capture, signal }, { target, file, endpoint, expect });
  if (await hasFewGoroutines(deps, capture)) await ask('goroutine-text', 'goroutine?debug=2', 'text');
  if (capture.point.role === 'head') {
    // The runtime makes it by a collection of its own.
    if (capture.plan.gc !== false) await ask('goroutineleak', 'goroutineleak', 'profile');
    const pcs = await pcsToName(deps, capture);
    if (pcs.length > 0) {
      await ask('symbols', `symbol?${pcs.slice(0, symbolsARequest).join('+')}`, 'text');
    }
  }
  capture.signal.throwIfAborted();
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
    await deps.store.put(
      { check: capture.plan.check, replica: capture.replica, point: capture.point.index, file },
      bytes,
    );
  } catch (error) {
    if (!(error instanceof TargetError) && !capture.signal.aborted) throw error;
  }
}

async function hasFewGoroutines(deps: AskDeps, capture: ReplicaCapture): Promise<boolean> {
  const bytes = await read(deps, capture, { point: capture.point.index, file: 'goroutine' });
  return (
    bytes !== undefined &&
    (ifReadable(() => goroutineCount(readProfile(bytes))) ?? Number.POSITIVE_INFINITY) <=
      mostGoroutines[capture.point.role]
  );
}

/** Program counters of the stacks that hold more now than at the first capture. */
async function pcsToName(deps: AskDeps, capture: ReplicaCapture): Promise<readonly string[]> {
  const base = await read(deps, capture, { point: 0, file: 'heap-text' });
  const head = await read(deps, capture, { point: capture.point.index, file: 'heap-text' });
  if (base === undefined || head === undefined) return [];
  return ifReadable(() => growingPcs(readHeapText(base).records, readHeapText(head).records)) ?? [];
}

async function read(
  deps: AskDeps,
  { plan, replica }: ReplicaCapture,
  at: { readonly point: number; readonly file: CaptureFile },
): Promise<Uint8Array | undefined> {
  const bytes = await deps.store.get({ check: plan.check, replica, ...at });
  return bytes !== undefined && bytes.byteLength <= largestParsedBytes ? bytes : undefined;
}
