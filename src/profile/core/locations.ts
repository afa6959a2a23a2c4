import { frameOf, functionOf, locationOf, nothing } from './calls';
import { List } from './list';
import { input, inputEnd, locations } from './scan';
import {
  addId,
  fileStrings,
  findId,
  forgetTexts,
  functionNumbers,
  functionsById,
  mappingFiles,
  mappingsById,
  nameStrings,
  readFunctions,
  readMappings,
  textOfString,
} from './tables';
import { textOf } from './texts';
import { at, fieldTag, isOdd, moveTo, number, recordEnd, skip } from './wire';

/** By id: number of the location plus one. */
export const locationsById = new List();
/** Function id and line number, 64 bits each, of the lines of the location that is read. */
let lines: usize = 0;
let lineRoom: u32 = 0;

/**
 * Of what is ranked by name alone: names of each location, innermost first, as places of a table of 16 bytes a name; the last of
 * a location has its lowest bit set.
 */
export const locationNames = new List();
export let isByName: bool = false;

/** Reads mappings, functions and locations. Answers false for what the careful reader must look at. */
export function readTables(mostLines: u32): bool {
  isByName = false;
  return read(mostLines);
}

/** The same for ranking: locations stand for the names of their functions, and numbers of `locationsById` for their first name. */
export function readNames(mostLines: u32): bool {
  isByName = true;
  locationNames.length = 0;
  return read(mostLines);
}

function read(mostLines: u32): bool {
  forgetTexts();
  return readMappings() && readFunctions() && readLocations(mostLines);
}

function readLocations(mostLines: u32): bool {
  locationsById.clear((locations.length << 1) + 16);
  let room = mostLines;
  for (let position: u32 = 0; position < locations.length; position++) {
    moveTo(input + locations.at(position) + 1);
    const end = recordEnd(inputEnd);
    let id: u64 = 0;
    let mapping: u64 = 0;
    let address: u64 = 0;
    let lineCount: u32 = 0;
    while (at < end) {
      const tag = fieldTag(end);
      const field = tag >> 3;
      if (field > 5) skip(tag, end);
      else if (field === 4) {
        if ((tag & 7) !== 2 || room-- === 0 || !readLine(recordEnd(end), lineCount++)) return false;
      } else {
        if ((tag & 7) !== 0) return false;
        const value = number(end);
        if (field === 1) id = value;
        else if (field === 2) mapping = value;
        else if (field === 3) address = value;
      }
      if (isOdd) return false;
    }
    const location = isByName ? namesOf(mapping, address, lineCount) : resolve(mapping, address, lineCount);
    if (location === nothing || !addId(locationsById, id, location)) return false;
  }
  return true;
}

function readLine(end: usize, index: u32): bool {
  if (isOdd) return false;
  if (index >= lineRoom) {
    lineRoom = max(lineRoom << 1, 16);
    lines = lines === 0 ? heap.alloc((<usize>lineRoom) << 4) : heap.realloc(lines, (<usize>lineRoom) << 4);
  }
  let functionId: u64 = 0;
  let line: u64 = 0;
  while (at < end) {
    const tag = fieldTag(end);
    const field = tag >> 3;
    if (field > 3) skip(tag, end);
    else {
      if ((tag & 7) !== 0) return false;
      const value = number(end);
      if (field === 1) functionId = value;
      else if (field === 2) line = value;
    }
    if (isOdd) return false;
  }
  store<u64>(lines + ((<usize>index) << 4), functionId);
  store<u64>(lines + ((<usize>index) << 4), line, 8);
  return true;
}

/** Number of the location whose lines were read, innermost first; `nothing` for references to what does not exist. */
function resolve(mapping: u64, address: u64, lineCount: u32): u32 {
  if (mapping !== 0 && findId(mappingsById, mapping) === nothing) return nothing;
  const file = fileOf(mapping);
  let location = nothing;
  for (let index: u32 = 0; index < lineCount; index++) {
    const position = functionAt(index);
    if (position === nothing) return nothing;
    const line = load<u32>(lines + ((<usize>index) << 4), 8);
    location = locationOf(frameOf(numberOf(position, address, file), line), location);
  }
  return lineCount > 0 ? location : locationOf(frameOf(unnamed(address, file), 0), nothing);
}

/** Place of its first name; `nothing` for references to what does not exist. */
function namesOf(mapping: u64, address: u64, lineCount: u32): u32 {
  if (mapping !== 0 && findId(mappingsById, mapping) === nothing) return nothing;
  const begin = locationNames.length;
  for (let index: u32 = 0; index < lineCount; index++) {
    const position = functionAt(index);
    if (position === nothing) return nothing;
    const name = textOfString(nameStrings.at(position));
    locationNames.push((name === emptyText() ? addressText(address) : name) << 4);
  }
  if (lineCount === 0) locationNames.push(addressText(address) << 4);
  const last = locationNames.length - 1;
  locationNames.set(last, locationNames.at(last) | 1);
  return begin;
}

/** Text of the file of a mapping that there is; `nothing` for none. */
function fileOf(mapping: u64): u32 {
  return mapping === 0 ? nothing : mappingFiles.at(findId(mappingsById, mapping));
}

/** Position of the function of one of the lines that were read; `nothing` where there is none, or the line is no number of 32 bits. */
function functionAt(index: u32): u32 {
  const at = lines + ((<usize>index) << 4);
  return load<u64>(at, 8) > 0xffffffff ? nothing : findId(functionsById, load<u64>(at));
}

function numberOf(position: u32, address: u64, mappingFile: u32): u32 {
  const known = functionNumbers.at(position);
  if (known !== 0) return known - 1;
  const name = textOfString(nameStrings.at(position));
  if (name === emptyText()) return unnamed(address, mappingFile);
  const found = functionOf(name, textOfString(fileStrings.at(position)));
  functionNumbers.set(position, found + 1);
  return found;
}

function emptyText(): u32 {
  return textOf(input, 0);
}

/** Stands for what has no name: its address, in the file of its mapping. */
function unnamed(address: u64, mappingFile: u32): u32 {
  return functionOf(addressText(address), mappingFile === nothing ? emptyText() : mappingFile);
}

/** An address in hexadecimal. */
function addressText(address: u64): u32 {
  let digits: u32 = 1;
  while (digits < 16 && address >> (4 * digits) !== 0) digits++;
  store<u16>(digitsAt, 0x7830);
  for (let digit: u32 = 0; digit < digits; digit++) {
    const value = <u8>((address >> (4 * (digits - 1 - digit))) & 15);
    store<u8>(digitsAt + 2 + digit, value < 10 ? 0x30 + value : 0x57 + value);
  }
  return textOf(digitsAt, 2 + digits);
}

const digitsAt: usize = heap.alloc(32);
