/** Why a target gave no usable profile. */
export type TargetErrorCode =
  | 'refused'
  | 'unresolved'
  | 'reset'
  | 'timeout'
  | 'aborted'
  | 'forbidden-address'
  | 'redirect'
  | 'unauthorized'
  | 'not-found'
  | 'server-error'
  | 'bad-status'
  | 'too-large'
  | 'not-a-profile'
  | 'not-metrics'
  | 'truncated'
  | 'wrong-profile'
  | 'tls';

const retryableCodes: ReadonlySet<TargetErrorCode> = new Set([
  'refused',
  'reset',
  'timeout',
  'server-error',
  'truncated',
  'unresolved',
]);

/** A target's failure, said for the person who reads the thread: what happened and the next step. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
  readonly code: TargetErrorCode;
  readonly target: string;
  readonly nextStep: string;
  /** Whether asking again before the deadline may help. */
  readonly retryable: boolean;

  constructor(failure: {
    code: TargetErrorCode;
    target: string;
    message: string;
    nextStep: string;
    cause?: unknown;
  }) {
    super(failure.message, failure.cause === undefined ? undefined : { cause: failure.cause });
    this.code = failure.code;
    this.target = failure.target;
    this.nextStep = failure.nextStep;
    this.retryable = retryableCodes.has(failure.code);
  }
}
