import { threadOf } from './check.ts';
import type { CheckStore } from './check-store.ts';
import { isEnded } from './is-ended.ts';
import type { Publisher } from './publisher.ts';

/**
 * Ends a check without a verdict: says so in its thread first, then records it, which frees service and window. A check that
 * has ended is left alone. Throws the PostError of a thread that could not be told; then nothing is recorded yet.
 */
export async function failCheck(
  deps: { readonly store: CheckStore; readonly publisher: Publisher },
  id: string,
  problem: { readonly reason: string; readonly nextStep: string },
): Promise<void> {
  const check = await deps.store.get(id);
  if (check === undefined || isEnded(check)) return;
  if (threadOf(check) !== undefined) await deps.publisher.fail(check, problem);
  await deps.store.setState(id, 'failed');
  await deps.store.release(check);
}
