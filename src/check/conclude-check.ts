import type { CheckStore } from './check-store.ts';
import { isEnded } from './is-ended.ts';
import type { CheckPlan } from './plan.ts';
import type { Publisher } from './publisher.ts';

/** The analysis is gone from the profile store, or lies in a directory that this worker does not see. */
export class ReportMissingError extends Error {
  override readonly name = 'ReportMissingError';
}

/** Publishes a check's stored report, unless the check has ended meanwhile. Throws what the publisher and the store throw. */
export async function concludeCheck(
  { store, publisher }: { readonly store: CheckStore; readonly publisher: Publisher },
  plan: CheckPlan,
): Promise<void> {
  const check = await store.get(plan.check);
  if (check !== undefined && !isEnded(check)) await publisher.publish(check, plan);
}
