import { isMadeAs, type PatternRule } from './pattern-rule.ts';

/** One slice that is only appended to: its array is replaced by a larger one again and again. */
export const sliceGrowing: PatternRule = {
  id: 'slice-retention',
  match: (evidence) =>
    evidence.kind === 'heap' && evidence.growsInPlace && !isMadeAs(evidence, 'map')
      ? 'One array holds most of it and is replaced by a larger one as it fills: a slice that is only appended to.'
      : undefined,
};
