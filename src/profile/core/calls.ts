import { List } from './list';
import { PairIndex } from './pair-index';
import { factor1, factor2, mixed, seed1, seed2 } from './seeds';

/** Stands before the first frame of a location. */
export const nothing: u32 = 0xffffffff;

/** Numbers of the texts of each function. */
export const functionNames = new List();
export const functionFiles = new List();
const functionNumbers = new PairIndex();

export const frameFunctions = new List();
export const frameLines = new List();
const frameNumbers = new PairIndex();

/** A location is another one and the frame that calls it: those of one call are the roots. */
export const locationCallees = new List();
export const locationFrames = new List();
/** How many frames each location has. */
export const locationDepths = new List();
/**
 * For each location what it does to the two hashes of a stack: factor and addend of the first, then of the second. A hash is a
 * polynomial over frames, so that a location of two inlined calls does what two locations of one call do.
 */
export const hashSteps = new List();
const locationNumbers = new PairIndex();

/** Number of a function of this name in this file. */
export function functionOf(name: u32, file: u32): u32 {
  const known = functionNumbers.find(name, file);
  if (known >= 0) return known;
  const number = functionNames.length;
  functionNumbers.add(name, file, number);
  functionNames.push(name);
  functionFiles.push(file);
  return number;
}

/** Number of a line of a function. */
export function frameOf(functionNumber: u32, line: u32): u32 {
  const known = frameNumbers.find(functionNumber, line);
  if (known >= 0) return known;
  const number = frameFunctions.length;
  frameNumbers.add(functionNumber, line, number);
  frameFunctions.push(functionNumber);
  frameLines.push(line);
  return number;
}

/** Number of a location: a frame, and the location of what is inlined into it, or `nothing`. */
export function locationOf(frame: u32, callee: u32): u32 {
  const known = locationNumbers.find(callee, frame);
  if (known >= 0) return known;
  const number = locationFrames.length;
  locationNumbers.add(callee, frame, number);
  locationCallees.push(callee);
  locationFrames.push(frame);
  locationDepths.push(callee === nothing ? 1 : 1 + locationDepths.at(callee));
  const from = callee << 2;
  const isLeaf = callee === nothing;
  hashSteps.push((isLeaf ? 1 : hashSteps.at(from)) * factor1);
  hashSteps.push((isLeaf ? 0 : hashSteps.at(from + 1)) * factor1 + mixed(frame ^ seed1));
  hashSteps.push((isLeaf ? 1 : hashSteps.at(from + 2)) * factor2);
  hashSteps.push((isLeaf ? 0 : hashSteps.at(from + 3)) * factor2 + mixed(frame ^ seed2));
  return number;
}
