import { z } from 'zod';
import { checkIdPattern } from '../../check/check.ts';

/** The value of a button about a leak. */
export const IncidentButton = z.object({
  check: z.string().regex(checkIdPattern),
  service: z.string().min(1).max(200),
  incident: z.string().min(1).max(100),
});
export type IncidentButton = z.infer<typeof IncidentButton>;
