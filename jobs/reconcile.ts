import { reconcile } from '../src/check/reconcile.ts';
import type { JobContext } from './job-context.ts';

/** Ends checks that no job works on any more, with an answer in their threads. */
export async function processReconcile(
  context: JobContext,
  queue: { has(check: string): Promise<boolean> },
): Promise<void> {
  const ended = await reconcile({ ...context, queue });
  if (ended.length > 0) context.logger.warn({ checks: ended }, 'checks without a job ended');
}
