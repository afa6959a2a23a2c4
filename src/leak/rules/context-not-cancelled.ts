import { findMaker, type PatternRule } from './pattern-rule.ts';

const makers =
  /^context\.(With(Cancel|Deadline|Timeout)(Cause)?$|withCancel$|newCancelCtx$|\(\*cancelCtx\)\.propagateCancel|AfterFunc$)/;

/** Made in `context.With…`: the parent holds every child until it is cancelled. */
export const contextNotCancelled: PatternRule = {
  id: 'context-not-cancelled',
  match: (evidence) => {
    const frame = findMaker(evidence, makers);
    if (frame === undefined && findMaker(evidence, /^context\.WithValue$/))
      return 'context.WithValue is on the stack: each value stays as long as any context that was made from it.';
    return frame && `${frame.function} is on the stack: its parent keeps each child until cancel is called.`;
  },
};
