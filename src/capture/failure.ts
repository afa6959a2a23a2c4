import type { Target } from '../check/target.ts';
import { TargetError, type TargetErrorCode } from '../check/target-error.ts';

export type Failure = {
  readonly code: TargetErrorCode;
  /** Continues a sentence that begins with the target: `refused the connection`. */
  readonly happened: string;
  readonly nextStep: string;
  readonly cause?: unknown;
};

/** The one place where a target's failure becomes an error: it names the target, and drops from the cause all but its kind. */
export function targetError(target: Target, { code, happened, nextStep, cause }: Failure): TargetError {
  const message = `${describeTarget(target)} ${happened}.`;
  return new TargetError({
    code,
    target: target.name,
    message,
    nextStep,
    ...(cause === undefined ? {} : { cause: withoutContent(cause) }),
  });
}

/** `payments-1 (10.0.0.7:6060)`, or the host alone where the name says as much. */
function describeTarget(target: Target): string {
  const host = hostOf(target);
  return host === target.name ? host : `${target.name} (${host})`;
}

export function hostOf(target: Target): string {
  return URL.canParse(target.url) ? new URL(target.url).host : 'an invalid url';
}

/** The system's name for an error: `ECONNREFUSED`, `UND_ERR_SOCKET`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** HTTP errors carry bytes of the answer, sockets and certificates along; only the code may go into logs. */
function withoutContent(cause: unknown): Error {
  const name = cause instanceof Error ? cause.name : 'Error';
  const copy = new Error(codeOf(cause) ?? name);
  copy.name = name;
  copy.stack = `${name}: ${copy.message}`;
  return copy;
}
