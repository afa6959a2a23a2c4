import { z } from 'zod';

/** Who did what, when and where, and what came of it. As it is stored, and as a line of JSON. */
export const AuditEntry = z.object({
  at: z.iso.datetime(),
  /** Slack user id; `leakcheck` for what it does by itself. */
  by: z.string(),
  /** Such as `check`, `cancel`, `acknowledge`; `open_snooze` and the like open a window that asks first. */
  what: z.string(),
  via: z.enum(['command', 'mention', 'button', 'modal', 'shortcut', 'itself']),
  /** Slack channel id; `home` for App Home and shortcuts that belong to no channel. */
  channel: z.string(),
  /** The workspace; absent where leakcheck serves only one. */
  team: z.string().optional(),
  service: z.string().optional(),
  /** The check that was started, stopped, or whose button was pressed. */
  check: z.string().optional(),
  /** Fingerprint of a leak. */
  incident: z.string().optional(),
  /** Name of a digest. */
  digest: z.string().optional(),
  /** Whom outside Slack leakcheck told, such as `PagerDuty`. */
  way: z.string().optional(),
  /** `refused`: leakcheck told the person why not; `failed`: something did not work. */
  outcome: z.enum(['done', 'refused', 'failed']),
  why: z.string().optional(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
