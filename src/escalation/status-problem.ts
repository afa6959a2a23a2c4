import { SendError } from '../check/escalation-sender.ts';
import type { HttpAnswer } from './send-http.ts';

/** Says what a status other than success means; what may pass is tried again. `refusals` are next steps by status, 0 for any. */
export function statusProblem(
  { status, retryAfterMs }: HttpAnswer,
  refusals: Readonly<Record<number, string>>,
): SendError {
  const message = `it answered ${status}`;
  // GitHub answers 403 to who asks too often, and says when to come again.
  if (
    status === 408 ||
    status === 425 ||
    status === 429 ||
    status >= 500 ||
    (status === 403 && retryAfterMs !== undefined)
  ) {
    const nextStep = 'Tell them yourself if it is urgent, and check whether that place is in order.';
    return new SendError({ kind: 'again', message, nextStep, retryAfterMs });
  }
  if (status >= 300 && status < 400) {
    const nextStep =
      'Write the address that it redirects to into the services file: leakcheck follows no redirects.';
    return new SendError({ kind: 'refused', message: `it redirects (${status})`, nextStep });
  }
  return new SendError({
    kind: 'refused',
    message,
    nextStep: refusals[status] ?? refusals[0] ?? 'Check the services file.',
  });
}

export function isSuccess({ status }: Pick<HttpAnswer, 'status'>): boolean {
  return status >= 200 && status < 300;
}
