import type { Check, CheckState } from './check.ts';

/** What a check goes through until it ends, in this order. */
export const stepsOfCheck: readonly CheckState[] = [
  'requested',
  'queued',
  'capturing',
  'analysing',
  'reporting',
];

/** A check in one of these states never changes its state again. */
export const endedStates: readonly CheckState[] = ['done', 'failed', 'cancelled'];

export function isEnded(check: Pick<Check, 'state'>): boolean {
  return endedStates.includes(check.state);
}
