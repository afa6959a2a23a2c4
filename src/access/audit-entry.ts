import { z } from 'zod';

/** Who did what, when and where, and what came of it. As it is stored, and as a line of JSON. */
export const AuditEntry = z.object({
  at: z.iso.datetime(),
  /** Slack user id. */
  by: z.string(),
  /** Such as `check`, `cancel`, `acknowledge`; `open_snooze` and the like open a window that asks first. */
  what: z.string(),
  via: z.enum(['command', 'mention', 'button', 'modal']),
  channel: z.string(),
  /** The workspace; absent where leakcheck serves only one. */
  team: z.string().optional(),
  service: z.string().optional(),
  /** The check that was started, stopped, or whose button was pressed. */
  check: z.string().optional(),
  /** Fingerprint of a leak. */
  incident: z.string().optional(),
  /** `refused`: leakcheck told the person why not; `failed`: something did not work. */
  outcome: z.enum(['done', 'refused', 'failed']),
  why: z.string().optional(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
