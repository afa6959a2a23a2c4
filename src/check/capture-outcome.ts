import { z } from 'zod';
import { Collected } from './collected.ts';
import { parsedJson } from './parsed-json.ts';
import { nothingSpent, Spent } from './spent.ts';
import type { TargetErrorCode } from './target-error.ts';

const targetErrorCodes = [
  'refused',
  'unresolved',
  'reset',
  'timeout',
  'aborted',
  'forbidden-address',
  'redirect',
  'unauthorized',
  'not-found',
  'server-error',
  'bad-status',
  'too-large',
  'not-a-profile',
  'not-metrics',
  'truncated',
  'wrong-profile',
  'tls',
] as const satisfies readonly TargetErrorCode[];

/** Failures that no target is to blame for: nobody could ask in time, or the services file no longer names the replica. */
const ownCodes = ['missed', 'busy', 'not-configured'] as const;

/** Over all tries. */
const spent = Spent.default(nothingSpent);

/** What became of one replica at one time point: the `outcome` file beside its profiles. */
export const CaptureOutcome = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    /** When the heap, after the forced collection if one may be, was served, milliseconds since the epoch. */
    takenAtMs: z.number(),
    /** The same for the second forced collection of the capture, where one was not enough. */
    takenAgainAtMs: z.number().optional(),
    tookMs: z.number(),
    /** Where the heap text tells it. */
    collected: Collected.optional(),
    spent,
  }),
  z.object({
    ok: z.literal(false),
    code: z.enum([...targetErrorCodes, ...ownCodes]),
    message: z.string(),
    nextStep: z.string(),
    /** How often the replica was asked. */
    tries: z.number().int().nonnegative(),
    /** Whether asking again before the point's deadline may help. */
    retryable: z.boolean(),
    spent,
  }),
]);
export type CaptureOutcome = z.infer<typeof CaptureOutcome>;
export type CaptureFailure = Extract<CaptureOutcome, { ok: false }>;

/** The same before what it cost is added up. */
export type CaptureResult<Outcome = CaptureOutcome> = Outcome extends unknown
  ? Omit<Outcome, 'spent'>
  : never;

/** Undefined for bytes that are no outcome: what cannot be read is captured again. */
export function readCaptureOutcome(bytes: Uint8Array): CaptureOutcome | undefined {
  return parsedJson(CaptureOutcome, new TextDecoder().decode(bytes));
}

export function writeCaptureOutcome(outcome: CaptureOutcome): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(outcome));
}
