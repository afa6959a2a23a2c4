import { areSmallMaps, findFrame, framesAboveCaller, isMadeAs, type PatternRule } from './pattern-rule.ts';

const mapMakers =
  /^(runtime\.mapassign|internal\/runtime\/maps\.|maps\.(Clone|Copy|Insert|Collect)|sync\.\(\*Map\)|internal\/sync\.\(\*HashTrieMap)/;

/** A map's own tables grow: entries are added and never, or never all, taken out again. */
export const mapRetention: PatternRule = {
  id: 'map-retention',
  match: (evidence) => {
    if (evidence.kind !== 'heap' || areSmallMaps(evidence)) return undefined;
    const frame = findFrame(framesAboveCaller(evidence), mapMakers);
    if (frame) return `${frame.function} is on the stack: a map takes entries and keeps them.`;
    return isMadeAs(evidence, 'map')
      ? 'The runtime grows the tables of a map here: it takes entries and keeps them, or their slots.'
      : undefined;
  },
};
