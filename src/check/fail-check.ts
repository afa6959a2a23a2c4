import type { Check } from './check.ts';
import type { CheckStore } from './check-store.ts';
import { isEnded } from './is-ended.ts';
import { PostError } from './poster.ts';
import type { Publisher } from './publisher.ts';

/**
 * Ends a check without a verdict: says so in its thread first, then records it, which frees service and window. A check that
 * has ended is left alone. Throws the PostError of a thread that could not be told; nothing is recorded then, for another try
 * to tell it, unless Slack refused for good.
 */
export async function failCheck(
  deps: { readonly store: CheckStore; readonly publisher: Publisher },
  id: string,
  problem: { readonly reason: string; readonly nextStep: string },
): Promise<void> {
  const check = await deps.store.get(id);
  if (check === undefined || isEnded(check)) return;
  try {
    // What a digest asked has no message to say it in.
    if (check.digest === undefined) await deps.publisher.fail(check, problem);
  } catch (error) {
    if (isRefused(error)) await recordFailed(deps.store, check);
    throw error;
  }
  await recordFailed(deps.store, check);
}

async function recordFailed(store: CheckStore, check: Check): Promise<void> {
  await store.setState(check.id, 'failed');
  await store.release(check);
}

function isRefused(error: unknown): boolean {
  return error instanceof PostError && error.kind === 'refused';
}
