import { z } from 'zod';

/** Until when an incident is snoozed: a moment (milliseconds since the epoch), or a growth of one replica that is to be exceeded. */
const SnoozedUntil = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('time'), atMs: z.number() }),
  z.object({ kind: z.literal('faster'), perMinute: z.number(), replicas: z.number().int().positive() }),
]);
export type SnoozedUntil = z.infer<typeof SnoozedUntil>;

/** How an incident was resolved: by a person, or by so many checks in a row that did not find it. */
export const Resolution = z.object({
  atMs: z.number(),
  by: z.string().optional(),
  checks: z.number().int().optional(),
});
export type Resolution = z.infer<typeof Resolution>;

/** What people, or checks without it, have made of an incident. `by` is a Slack user id. */
export const Status = z.discriminatedUnion('is', [
  z.object({ is: z.literal('open') }),
  z.object({ is: z.literal('acknowledged'), by: z.string(), atMs: z.number() }),
  z.object({ is: z.literal('snoozed'), by: z.string(), atMs: z.number(), until: SnoozedUntil }),
  Resolution.extend({ is: z.literal('resolved') }),
  /** Not a leak, somebody says, in words of their own: escape them before they are shown. */
  z.object({ is: z.literal('silenced'), by: z.string(), atMs: z.number(), reason: z.string() }),
]);
export type Status = z.infer<typeof Status>;
