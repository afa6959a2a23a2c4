import { z } from 'zod';

/** The token of a mark in the shared directory, as shared-probe.ts takes it. */
const token = z.string().regex(/^[a-z0-9-]{4,40}$/);

/** Doctor's question to every worker: do you see the mark that I left in the profile directory? */
export const ProbeQuestion = z.object({ token });

/** A worker's answer, with a mark of its own for doctor to look for. */
export const ProbeAnswer = z.object({
  host: z.string().max(255),
  pid: z.number().int(),
  /** Where this worker keeps profiles, as it names it. */
  directory: z.string().max(4096),
  reads: z.boolean(),
  /** Undefined where it could not leave one. */
  wrote: token.optional(),
  /** The system's name for what went wrong: `EACCES`. */
  problem: z.string().max(80).optional(),
});
export type ProbeAnswer = z.infer<typeof ProbeAnswer>;

/** Where every worker listens. */
export function questionChannel(prefix: string): string {
  return `${prefix}:doctor`;
}

export function answerChannel(prefix: string, question: string): string {
  return `${prefix}:doctor:${question}`;
}
