import type { Allowed, ServiceAction } from '../access/permissions.ts';
import type { RateLimit } from '../access/rate-limit.ts';
import type { GroupProblem } from './user-groups.ts';

/** The services file lets others do this, and not this person. Nothing was done. */
export class NotAllowedError extends Error {
  override readonly name = 'NotAllowedError';
  readonly action: ServiceAction;
  readonly service: string;
  readonly who: Allowed;
  readonly admins: Allowed | undefined;
  /** User groups of which Slack does not say who is in them: the person may be. */
  readonly problems: readonly GroupProblem[];

  constructor(refusal: {
    action: ServiceAction;
    service: string;
    who: Allowed;
    admins: Allowed | undefined;
    problems: readonly GroupProblem[];
  }) {
    super(`May not ${refusal.action} ${refusal.service}.`);
    this.action = refusal.action;
    this.service = refusal.service;
    this.who = refusal.who;
    this.admins = refusal.admins;
    this.problems = refusal.problems;
  }
}

/** What only admins may do; there are none when the services file names none. */
export class NotAdminError extends Error {
  override readonly name = 'NotAdminError';
  readonly admins: Allowed | undefined;
  readonly problems: readonly GroupProblem[];

  constructor(admins: Allowed | undefined, problems: readonly GroupProblem[]) {
    super('Only admins may do this.');
    this.admins = admins;
    this.problems = problems;
  }
}

/** As many checks were started as may be for now. Nothing was started; what runs goes on. */
export class CheckLimitError extends Error {
  override readonly name = 'CheckLimitError';
  /** Whose limit it is. */
  readonly of: 'person' | 'service';
  readonly service: string;
  readonly limit: RateLimit;
  readonly freeAtMs: number;

  constructor(refusal: { of: 'person' | 'service'; service: string; limit: RateLimit; freeAtMs: number }) {
    super(`${refusal.limit.checks} checks were started already.`);
    this.of = refusal.of;
    this.service = refusal.service;
    this.limit = refusal.limit;
    this.freeAtMs = refusal.freeAtMs;
  }
}
