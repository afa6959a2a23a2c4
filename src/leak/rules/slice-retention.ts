import { findFrame, framesAboveCaller, type PatternRule } from './pattern-rule.ts';

/** Tables of a Go map have at most 1,024 slots: one object larger than this is an array, not a map's table. */
const arrayBytes = 256 * 1024;
const arrayMakers =
  /^(io\.ReadAll|os\.ReadFile|bytes\.(growSlice|\(\*Buffer\)|Clone)|strings\.\(\*Builder\)|slices\.(Grow|Insert|Concat)|bufio\.|encoding\/base64\.)/;

/** Large arrays stay: a slice that is only appended to, or small pieces that pin the whole. */
export const sliceRetention: PatternRule = {
  id: 'slice-retention',
  match: (evidence) => {
    if (evidence.kind !== 'heap') return undefined;
    const frame = findFrame(framesAboveCaller(evidence), arrayMakers);
    if (frame)
      return `The growing objects are arrays made by ${frame.function}: a slice or a string of them keeps the whole array.`;
    return (evidence.objectBytes ?? 0) >= arrayBytes
      ? 'The growing objects are single large arrays.'
      : undefined;
  },
};
