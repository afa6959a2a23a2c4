import { Core } from './core.ts';
import type { FunctionTotals } from './flat-cum.ts';
import { loadProfile } from './load-profile.ts';
import type { ProfileHeader } from './profile.ts';
import { ProfileError } from './profile-error.ts';
import { defaultReadLimits } from './read-limits.ts';
import { readHeaderQuickly } from './read-quickly.ts';
import { checkComparable } from './stack-totals.ts';
import { top } from './top.ts';
import { valueIndex } from './value-index.ts';

/** Profiles as they were served. */
export type PairBytes = { readonly base: Uint8Array; readonly head: Uint8Array };

export type RankedPair = { readonly head: ProfileHeader; readonly rows: readonly FunctionTotals[] };

/**
 * The functions whose value grew or shrank most from base to head, as `top` of `flatCum` of `stackGrowth` gives them, in half of the
 * time and memory: flat and cum are sums over samples, so that base's need only be taken from head's, and neither stacks nor lines
 * of code are kept. Undefined for what is not written as Go and most others write it, is not right, or beyond 2^52: then both are to
 * be read as profiles, which tells what is wrong.
 */
export function rankPair(
  { base, head }: PairBytes,
  { typeOf, rows }: { readonly typeOf: (head: ProfileHeader) => string; readonly rows: number },
): RankedPair | undefined {
  const core = new Core();
  try {
    const ofHead = addTo(core, head, { typeOf, sign: 1 });
    if (ofHead === undefined) return undefined;
    const type = typeOf(ofHead);
    const ofBase = addTo(core, base, { typeOf: () => type, sign: -1 });
    if (ofBase === undefined) return undefined;
    checkComparable(ofBase, ofHead, type);
    const ranked = top(candidates(core, rows), { by: 'flat', limit: rows });
    return { head: ofHead, rows: ranked };
  } catch (error) {
    // Whoever reads them as profiles finds the same, and knows in which of them.
    if (error instanceof ProfileError || error instanceof WebAssembly.RuntimeError) return undefined;
    throw error;
  }
}

/** V8 compiles anew, and better, what is called often; it does not leave a call that goes on for it. */
const samplesAtOnce = 512;

/** Adds a profile to the sums of the core, or takes it from them. */
function addTo(
  core: Core,
  bytes: Uint8Array,
  { typeOf, sign }: { readonly typeOf: (header: ProfileHeader) => string; readonly sign: 1 | -1 },
): ProfileHeader | undefined {
  const limits = defaultReadLimits;
  loadProfile(core, bytes, limits);
  const header = readHeaderQuickly(core, limits);
  if (header === undefined) return undefined;
  const ranked = valueIndex(header, typeOf(header));
  const { exports } = core;
  const types = header.sampleTypes.length;
  const { lines, stackDepth, locationIds, frames } = limits;
  if (exports.readNames(lines) === 0) return undefined;
  exports.beginRanking(types);
  const samples = core.listOf(exports.samples).length;
  for (let from = 0; from < samples; from += samplesAtOnce) {
    const to = Math.min(samples, from + samplesAtOnce);
    if (exports.rankSamples(from, to, types, ranked, sign, stackDepth, locationIds, frames) === 0)
      return undefined;
  }
  return header;
}

/** The functions of which none that is left out has a larger flat; only their names become strings. */
function candidates(core: Core, rows: number): FunctionTotals[] {
  const { exports } = core;
  const texts = Array.from({ length: exports.textCount() }, (_, text) => text).filter(
    (text) => exports.namedFlat(text) !== 0 || exports.namedCum(text) !== 0,
  );
  const magnitudes = Float64Array.from(texts, (text) => Math.abs(exports.namedFlat(text))).sort();
  const least = magnitudes.at(-rows) ?? 0;
  return texts
    .filter((text) => Math.abs(exports.namedFlat(text)) >= least)
    .map((text) => {
      return { function: core.text(text), flat: exports.namedFlat(text), cum: exports.namedCum(text) };
    });
}
