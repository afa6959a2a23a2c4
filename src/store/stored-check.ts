import { z } from 'zod';
import type { Check, CheckState } from '../check/check.ts';
import { Verdict } from '../report/report.ts';

const states = [
  'requested',
  'queued',
  'capturing',
  'analysing',
  'reporting',
  'done',
  'failed',
  'cancelled',
] as const satisfies readonly CheckState[];

const Outcome = z.object({
  verdict: Verdict,
  confidence: z.number(),
  reason: z.string(),
  finishedAtMs: z.number(),
  proposedWindowMs: z
    .number()
    .nullish()
    .transform((value) => value ?? undefined),
  growth: z
    .object({ heapPerMinute: z.number().optional(), goroutinesPerMinute: z.number().optional() })
    .optional(),
});

const json = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON' });
    return z.NEVER;
  }
});

/** A check as a Redis hash: every field text, lists and objects as JSON, absent where there is nothing. */
const StoredCheck = z.object({
  id: z.string(),
  service: z.string(),
  windowMs: z.coerce.number().positive(),
  requestedBy: z.string(),
  channel: z.string(),
  threadTs: z.string().optional(),
  joinsKnown: z
    .literal('true')
    .transform(() => true)
    .optional(),
  digest: z.string().optional(),
  team: z.string().optional(),
  state: z.enum(states),
  requestedAtMs: z.coerce.number(),
  replicas: json.pipe(z.array(z.string())),
  points: z.coerce.number().int().nonnegative(),
  captured: z.coerce.number().int().nonnegative(),
  t0Ms: z.coerce.number().optional(),
  rootTs: z.string().optional(),
  outcome: json.pipe(Outcome).optional(),
});

/** Undefined for an empty hash: there is no such check (any more). Throws for one that cannot be read. */
export function readStoredCheck(hash: Readonly<Record<string, string>>): Check | undefined {
  if (Object.keys(hash).length === 0) return undefined;
  const read = StoredCheck.safeParse(hash);
  if (!read.success) throw new Error(`A stored check cannot be read: ${z.prettifyError(read.error)}`);
  const { threadTs, t0Ms, rootTs, outcome } = read.data;
  return { ...read.data, threadTs, t0Ms, rootTs, outcome };
}

/** Reads the field `state` alone; undefined where there is no such check. Throws for a state that does not exist. */
export function readStoredState(text: string | null): CheckState | undefined {
  if (text === null) return undefined;
  const state = states.find((known) => known === text);
  if (state === undefined) throw new Error('A stored check is in a state that does not exist');
  return state;
}

export function writeStoredCheck(check: Check): Record<string, string> {
  const { replicas, outcome, ...rest } = check;
  const fields = Object.entries(rest).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(fields.map(([name, value]) => [name, String(value)])),
    replicas: JSON.stringify(replicas),
    ...(outcome === undefined ? {} : { outcome: JSON.stringify(outcome) }),
  };
}
