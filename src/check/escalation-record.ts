import { z } from 'zod';
import { ToldEvent } from '../incident/escalated.ts';
import { checkIdPattern } from './check.ts';

/** Why somebody is told: a person pressed, nobody acknowledged, or what was told of before is open again. */
export const EscalationReason = z.enum(['asked', 'itself', 'again']);
export type EscalationReason = z.infer<typeof EscalationReason>;

/** That the owner could not be told in Slack at the last try, and why: a sentence a way, not escaped. */
export const OwnerUntold = z.object({
  atMs: z.number(),
  /** Slack would refuse it again at once; else it may take it soon. */
  isRefused: z.boolean(),
  problems: z.array(z.string()),
});
export type OwnerUntold = z.infer<typeof OwnerUntold>;

/** One escalation: what was told of, why, and the thread that says what came of it. Without secrets. */
export const EscalationRecord = z.object({
  id: z.string().regex(/^[a-z0-9-]+$/),
  reason: EscalationReason,
  service: z.string(),
  check: z.string().regex(checkIdPattern),
  /** Slack user id. */
  by: z.string().optional(),
  /** A person's own words: escape them before they are shown. */
  note: z.string(),
  /** How long nobody acknowledged it. */
  afterMs: z.number().optional(),
  atMs: z.number(),
  /** Absent where the owner was told, or there is none. */
  ownerUntold: OwnerUntold.optional(),
  to: z.object({ channel: z.string(), threadTs: z.string().optional() }),
  permalink: z.string().optional(),
  /** The workspace of the check; absent where leakcheck serves only one. */
  team: z.string().optional(),
});
export type EscalationRecord = z.infer<typeof EscalationRecord>;

/** One notice to one way: what a job carries. The worker looks up all else, secrets above all, in its own services file. */
export const WayJob = z.object({
  id: z.string().regex(/^[\w.-]+$/),
  escalation: z.string(),
  service: z.string(),
  check: z.string().regex(checkIdPattern),
  /** The way's key. */
  way: z.string(),
  /** What people call it, for when the services file does not name it any more. */
  name: z.string(),
  /** An incident's fingerprint; undefined for a check that found none. */
  incident: z.string().optional(),
  event: ToldEvent,
  /** The workspace of the check; absent where leakcheck serves only one. */
  team: z.string().optional(),
});
export type WayJob = z.infer<typeof WayJob>;

/** What came of a notice so far. `told` and `failed` are for good. */
export const Outcome = WayJob.pick({ way: true, name: true, incident: true, event: true }).extend({
  /** The way's place in the services file. */
  rank: z.number().int(),
  /** The culprit of the incident. */
  about: z.string().optional(),
  state: z.enum(['waiting', 'trying', 'told', 'failed']),
  atMs: z.number(),
  tries: z.number().int(),
  problem: z.string().optional(),
  nextStep: z.string().optional(),
  link: z.string().optional(),
  ref: z.string().optional(),
});
export type Outcome = z.infer<typeof Outcome>;

/** Escalations and what came of them; kept as long as checks. */
export type EscalationStore = {
  /** Replaces an earlier one of the same id. */
  begin(record: EscalationRecord): Promise<void>;
  get(id: string): Promise<EscalationRecord | undefined>;
  /** Notes that a notice is to be told, unless something is known of it. */
  expect(id: string, job: string, outcome: Outcome): Promise<void>;
  note(id: string, job: string, outcome: Outcome): Promise<void>;
  /** By the job's id, in no order. */
  outcomes(id: string): Promise<ReadonlyMap<string, Outcome>>;
};

/** The queue of notices. Fails fast for the bot (QueueUnavailableError). */
export type EscalationQueue = {
  /** Adding the same job twice is one job. */
  add(jobs: readonly WayJob[]): Promise<void>;
};
