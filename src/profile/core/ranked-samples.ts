import { beginProfile, beginSample, countedFrames, countedIds } from './name-sums';
import { readRest } from './samples';
import { input, inputEnd, samples } from './scan';
import { column, makeRoom, readValues } from './values';
import { at, isOdd, moveTo, recordEnd } from './wire';

/** All values of a profile together that are summed exactly as 64-bit floats, in whatever order. */
const mostSummed: f64 = 4503599627370496;
/** Absolute values of all profiles that were ranked. */
let summed: f64 = 0;

/** Location ids of the profile that is ranked. */
let rankedIds: u64 = 0;

/** Before a profile is ranked, and after `readNames`. */
export function beginRanking(types: u32): void {
  makeRoom(types, 1);
  beginProfile();
  rankedIds = 0;
}

/**
 * Adds one column of some samples to the sums by name, or takes it from them where `sign` is -1. Nothing else of a sample is kept,
 * and of those that count 0 nothing else is looked at. Answers false for what the careful reader must look at.
 */
export function rankSamples(
  from: u32,
  to: u32,
  types: u32,
  ranked: u32,
  sign: f64,
  mostDepth: u32,
  mostLocationIds: u32,
  mostFrames: f64,
): bool {
  for (let sample = from; sample < to; sample++) {
    moveTo(input + samples.at(sample) + 1);
    const end = recordEnd(inputEnd);
    const begin = at;
    if (isOdd || !readValues(begin, end, types, 0)) return false;
    const value = load<f64>(column(ranked));
    if (value === 0) continue;
    summed += abs(value);
    beginSample(sign * value);
    moveTo(begin);
    if (!readRest(end, mostDepth)) return false;
    rankedIds += countedIds;
    if (rankedIds > mostLocationIds || <f64>countedFrames > mostFrames) return false;
  }
  return summed <= mostSummed;
}
