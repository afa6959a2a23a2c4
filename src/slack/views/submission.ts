import { z } from 'zod';

/** A confirmed modal as Slack reports it: what was entered, by block and then by action. */
export const Submission = z.object({
  /** Opens another modal within 3 seconds. */
  trigger_id: z.string(),
  user: z.object({ id: z.string() }),
  view: z.object({
    id: z.string(),
    private_metadata: z.string(),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), z.looseObject({}))) }),
  }),
});
export type Submission = z.infer<typeof Submission>;
