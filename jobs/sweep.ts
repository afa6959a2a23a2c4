import type { JobContext } from './job-context.ts';

/** Deletes profiles that are too old or too many. */
export async function processSweep({ profiles, clock, logger }: JobContext): Promise<void> {
  const swept = await profiles.sweep(clock());
  if (swept.checks.length > 0) logger.info(swept, 'old profiles deleted');
}
