import { z } from 'zod';
import { checkIdPattern } from '../check/check.ts';

const CheckId = z.string().regex(checkIdPattern);

const instantMs = z.number().int().nonnegative();

const PlannedPoint = z.object({
  index: z.number().int().nonnegative(),
  role: z.enum(['base', 'light', 'head']),
  dueAtMs: instantMs,
  notAfterMs: instantMs,
});

const Replica = z.object({ name: z.string(), url: z.string() });

/** Whether captures may force collections: unless it is false. */
const mayCollect = z.boolean().optional();

const PlanPayload = z.object({
  check: CheckId,
  service: z.string(),
  windowMs: z.number().positive(),
  t0Ms: instantMs,
  replicas: z.array(Replica),
  points: z.array(PlannedPoint),
  gc: mayCollect,
});

const Problem = z.object({ reason: z.string(), nextStep: z.string() });

const asked = { check: CheckId, service: z.string(), windowMs: z.number().positive() };

/** Where a check's job stands; from the first step on, its window and its replicas are frozen in `plan`. */
export const CheckJob = z.discriminatedUnion('step', [
  z.object({ step: z.literal('plan'), ...asked }),
  z.object({ step: z.enum(['capture', 'analyse', 'report']), ...asked, plan: PlanPayload }),
  /** Telling the thread that there will be no verdict; `tries` counts the attempts at telling. */
  z.object({ step: z.literal('fail'), ...asked, problem: Problem, tries: z.number().int() }),
]);
export type CheckJob = z.infer<typeof CheckJob>;

/** Which of a time point's batches. */
const Batch = z.object({ index: z.number().int().nonnegative(), of: z.number().int().positive() });

/** One time point of one batch of replicas: of the plan only what the capture needs. */
export const CaptureJob = z.object({
  check: CheckId,
  service: z.string(),
  replicas: z.array(Replica.pick({ name: true })),
  /** Index of the first of them in the plan. */
  firstReplica: z.number().int().nonnegative().default(0),
  batch: Batch.default({ index: 0, of: 1 }),
  point: PlannedPoint,
  gc: mayCollect,
});
export type CaptureJob = z.infer<typeof CaptureJob>;
/** As it is written. */
export type NewCaptureJob = z.input<typeof CaptureJob>;

/** The analysis and the report of a check need the same. */
export const PlanJob = z.object({ check: CheckId, plan: PlanPayload });
export type PlanJob = z.infer<typeof PlanJob>;
