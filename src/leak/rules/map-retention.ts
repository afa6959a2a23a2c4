import { findFrame, framesAboveCaller, type PatternRule } from './pattern-rule.ts';

const mapMakers =
  /^(runtime\.mapassign|internal\/runtime\/maps\.|maps\.(Clone|Copy|Insert|Collect)|sync\.\(\*Map\)|internal\/sync\.\(\*HashTrieMap)/;

/** A map's own tables grow: entries are added and never, or never all, taken out again. */
export const mapRetention: PatternRule = {
  id: 'map-retention',
  match: (evidence) => {
    const frame = evidence.kind === 'heap' ? findFrame(framesAboveCaller(evidence), mapMakers) : undefined;
    return frame && `${frame.function} is on the stack: a map takes entries and keeps them.`;
  },
};
