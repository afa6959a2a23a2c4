// The part of the profile reader that is compiled to WebAssembly: `npm run build:core` writes it to ../core-wasm.ts.
export {
  frameFunctions,
  frameLines,
  frameOf,
  functionFiles,
  functionNames,
  functionOf,
  locationCallees,
  locationFrames,
  locationOf,
} from './calls';
export { readNames, readTables } from './locations';
export { namedCum, namedFlat } from './name-sums';
export { beginRanking, rankSamples } from './ranked-samples';
export { readSamples, stackColumn } from './samples';
export { input, inputEnd, inputOf, others, samples, scan, strings } from './scan';
export { seed } from './seeds';
export {
  expandedFrames,
  rowOf,
  stackBegins,
  stackCount,
  stackFrames,
  stackLocations,
  stackOf,
} from './stacks';

export { textBegins, textBytes, textCount, textOf } from './texts';
export { cum, flat, sumByName, totalsOf } from './totals';
export { column } from './values';
