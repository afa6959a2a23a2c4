import type { FetchedProfile, TargetRequest } from '../check/target.ts';
import type { TargetErrorCode } from '../check/target-error.ts';

/** To the thread that asks targets: what to ask, or which question is not to be answered any more. */
export type TargetQuestion =
  | { readonly id: number; readonly request: Omit<TargetRequest, 'signal'> }
  | { readonly id: number; readonly abort: 'timeout' | 'stopped' };

/** What a TargetError says; the class does not survive the way. */
export type TargetFailure = {
  readonly code: TargetErrorCode;
  readonly target: string;
  readonly message: string;
  readonly nextStep: string;
  readonly cause: unknown;
};

/** The thread's answer: `failure` is the target's, `error` a fault in this program. */
export type TargetAnswer = { readonly id: number } & (
  | { readonly profile: FetchedProfile }
  | { readonly failure: TargetFailure }
  | { readonly error: unknown }
);
