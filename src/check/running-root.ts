import { type RootPhase, type RootSubject, rootProgress } from '../report/thread/root-message.ts';
import type { Check } from './check.ts';
import type { Message } from './poster.ts';

/** The root message of a check that has not ended. */
export function runningRoot(check: Check, nowMs: number): Message {
  const replicas = check.replicas.length;
  return rootProgress({
    service: check.service,
    replicas,
    windowMs: check.windowMs,
    requestedBy: check.requestedBy,
    captured: check.captured * replicas,
    planned: check.points * replicas,
    endsAtMs: (check.t0Ms ?? nowMs) + check.windowMs,
    phase: phaseOf(check),
    checkId: check.id,
    nowMs,
  });
}

export function subjectOf(check: Pick<Check, 'service' | 'windowMs' | 'requestedBy'>): RootSubject {
  return { service: check.service, windowMs: check.windowMs, requestedBy: check.requestedBy };
}

function phaseOf(check: Check): RootPhase {
  switch (check.state) {
    case 'analysing':
      return 'analysing';
    case 'reporting':
    case 'done':
      return 'reporting';
    default:
      // The bot's note that the check is queued may come after the worker has planned it.
      return check.t0Ms === undefined ? 'waiting' : 'capturing';
  }
}
