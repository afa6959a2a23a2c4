import { z } from 'zod';

export const digestNamePattern = /^[a-z][a-z0-9-]{0,39}$/;

export const defaultWithinMs = 30 * 60_000;
export const defaultAtOnce = 3;

/** A regular look at services, as the services file or somebody's command describes it. */
export const Digest = z.object({
  name: z.string().regex(digestNamePattern),
  /** Slack channel id. */
  channel: z.string(),
  cron: z.string(),
  /** IANA name. */
  timeZone: z.string(),
  /** Undefined stands for every service that may be checked from the channel. */
  services: z.array(z.string()).readonly().optional(),
  /** Of the sweep's checks; undefined takes each service's default. */
  windowMs: z.number().positive().optional(),
  /** The sweep begins at most so long before the digest is due. */
  withinMs: z.number().positive(),
  /** Checks of the sweep that run at the same time. */
  atOnce: z.number().int().positive(),
  /** What is posted when there is nothing to tell. */
  healthy: z.enum(['line', 'nothing']),
  /** Minutes since midnight. */
  quietHours: z.object({ from: z.number(), to: z.number() }).optional(),
  /** Whether it is due on Saturdays and Sundays. */
  weekends: z.boolean(),
  /** Slack user id of who added it; absent for one of the services file. */
  addedBy: z.string().optional(),
  /** The workspace that its channel is in; absent where leakcheck serves only one. */
  team: z.string().optional(),
});
export type Digest = z.infer<typeof Digest>;

/** One digest at one moment: all that belongs to it happens once. */
export const DigestRun = z.object({
  digest: Digest,
  /** When it is due, milliseconds since the epoch. */
  dueMs: z.number(),
  /** When its sweep began. */
  startedMs: z.number(),
});
export type DigestRun = z.infer<typeof DigestRun>;

export function runId({ digest, dueMs }: Pick<DigestRun, 'digest' | 'dueMs'>): string {
  const place = digest.team === undefined ? '' : `${digest.team}-`;
  return `digest-${place}${digest.name}-${dueMs}`;
}

/** Whether this is the id of a run of the digest. */
export function isRunOf(id: string, digest: Digest): boolean {
  return id === runId({ digest, dueMs: Number(id.slice(id.lastIndexOf('-') + 1)) });
}

/** Longer than a worker needs to see that one is due. */
const lateAfterMs = 20_000;

/** Whether nothing of leakcheck was there when it was due. */
export function wasMissed({ dueMs, startedMs }: DigestRun): boolean {
  return startedMs - dueMs > lateAfterMs;
}
