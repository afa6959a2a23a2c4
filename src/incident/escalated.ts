import { z } from 'zod';

/** What is told of an incident outside Slack; `seen` is later growth. */
export const ToldEvent = z.enum(['trigger', 'acknowledge', 'resolve', 'seen']);
export type ToldEvent = z.infer<typeof ToldEvent>;

/** That an incident was escalated, and what those outside know of it. */
export const Escalated = z.object({
  /** Id of the escalation whose message in the thread says what came of it. */
  escalation: z.string(),
  /** When the last turn was told. */
  atMs: z.number(),
  /** When it was escalated, and by whom: absent where that happened by itself. */
  sinceMs: z.number().optional(),
  by: z.string().optional(),
  /** The last turn that was told. */
  event: z.enum(['trigger', 'acknowledge', 'resolve']),
  /** The last check whose growth was told. */
  check: z.string(),
});
export type Escalated = z.infer<typeof Escalated>;
