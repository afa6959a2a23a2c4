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
  const payload = schema.safeParse(held.job.data);
  if (!payload.success) throw new UnrecoverableError(payload.error.message);
  const { signal, ended } = context.running.begin(payload.data.check);
  try {
    if (!(await context.isOver(payload.data.check))) await work(payload.data, signal);
  } catch (error) {
    // Whatever the work made of being stopped, the reason is known here.
    await settle(context, held, signal.aborted ? signal.reason : error);
  } finally {
    ended();
  }
}

async function settle({ logger }: JobContext, { job, token }: HeldJob, error: unknown): Promise<void> {
  const decision = translateError(error);
  if (decision.kind === 'end') return;
  if (decision.kind === 'later') {
    await job.moveToDelayed(Date.now() + decision.afterMs, token);
    throw new DelayedError();
  }
  const details = { err: error, job: job.id, attempt: job.attemptsMade + 1, decision: decision.kind };
  logger.warn(details, 'job failed');
  throw decision.kind === 'fail' ? new UnrecoverableError(messageOf(error)) : error;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
