import { DelayedError, type Job, UnrecoverableError } from 'bullmq';
import type { z } from 'zod';
import type { JobContext } from './job-context.ts';
import { translateError } from './translate-error.ts';

/** A job as BullMQ hands it to a processor: the token proves that this worker holds its lock. */
export type HeldJob = { readonly job: Job; readonly token: string | undefined };

/**
 * Runs one child job of a check: reads its payload, does nothing for a check that is over, stops on cancel and shutdown, and
 * turns what was thrown into what BullMQ understands.
 */
export async function runJob<Payload extends { readonly check: string }>(
  context: JobContext,
  held: HeldJob,
  schema: z.ZodType<Payload>,
  work: (payload: Payload, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  try {
    const payload = schema.parse(held.job.data);
    if (await context.isOver(payload.check)) return;
    const { signal, ended } = context.running.begin(payload.check);
    await work(payload, signal).finally(ended);
  } catch (error) {
    await settle(context, held, error);
  }
}

async function settle({ logger }: JobContext, { job, token }: HeldJob, error: unknown): Promise<void> {
  const decision = translateError(error);
  if (decision.kind === 'end') return;
  if (decision.kind === 'later') {
    await job.moveToDelayed(Date.now() + decision.afterMs, token);
    throw new DelayedError();
  }
  logger.warn(
    { err: error, job: job.id, attempt: job.attemptsMade + 1, decision: decision.kind },
    'job failed',
  );
  throw decision.kind === 'fail' ? new UnrecoverableError(messageOf(error)) : error;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
