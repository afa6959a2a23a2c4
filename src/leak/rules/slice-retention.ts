import { findFrame, framesAboveCaller, isMostly, type PatternRule } from './pattern-rule.ts';

/** Tables of a Go map have at most 1,024 slots: one object larger than this is an array, not a map's table. */
const arrayBytes = 256 * 1024;
/** A piece that pins an array is worth a finding where the array is large; smaller ones are as likely kept for themselves. */
const largeBytes = 8 * 1024;
const arrayMakers =
  /^(io\.ReadAll|os\.ReadFile|bytes\.(growSlice|\(\*Buffer\)|Clone)|strings\.\(\*Builder\)|slices\.(Grow|Insert|Concat)|bufio\.\(|encoding\/base64\.)/;

/** Arrays stay: small pieces that pin the whole, or many that are kept. */
export const sliceRetention: PatternRule = {
  id: 'slice-retention',
  match: (evidence) => {
    if (evidence.kind !== 'heap') return undefined;
    const byOwnCode = evidence.stack[0]?.origin === 'own';
    if (byOwnCode && isMostly(evidence, ['slice']))
      return 'The runtime grows slices here that stay: they are appended to, or keep the whole array for a piece of it.';
    if (evidence.primitives.slice(1).some((made) => isMostly({ primitives: [made] }, ['slice'])))
      return 'What grows is put into slices that are only appended to.';
    if ((evidence.objectBytes ?? 0) < largeBytes) return undefined;
    const frame = findFrame(framesAboveCaller(evidence), arrayMakers);
    if (frame)
      return `The growing objects are arrays made by ${frame.function}: a slice or a string of them keeps the whole array.`;
    // What a decoder makes is content; what keeps it is elsewhere.
    if (byOwnCode && isMostly(evidence, ['array', 'string']))
      return 'The runtime makes arrays here that stay: a slice, or a piece of one, keeps the whole array.';
    if (evidence.primitives.length === 0 && (evidence.objectBytes ?? 0) >= arrayBytes)
      return 'The growing objects are single large arrays.';
    return undefined;
  },
};
