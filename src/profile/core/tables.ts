import { nothing } from './calls';
import { List } from './list';
import { functions, input, inputEnd, mappings, strings } from './scan';
import { textOf } from './texts';
import { at, fieldTag, isOdd, moveTo, number, recordEnd, skip } from './wire';

/** By index of the profile's string: text number plus one, 0 where nobody asked yet. */
const stringTexts = new List();
/** By id: position plus one, 0 where there is none. Writers number their records from 1. */
export const mappingsById = new List();
export const functionsById = new List();
/** Text of the base name of each mapping's file. */
export const mappingFiles = new List();
/** Strings of the name and the file of each function; its number plus one, 0 where nobody asked yet. */
export const nameStrings = new List();
export const fileStrings = new List();
export const functionNumbers = new List();
/** Before the tables of a profile are read. */
export function forgetTexts(): void {
  stringTexts.clear(strings.length);
}

/** Text number of one of the profile's strings. */
export function textOfString(index: u32): u32 {
  const known = stringTexts.at(index);
  if (known !== 0) return known - 1;
  moveTo(input + strings.at(index) + 1);
  const end = recordEnd(inputEnd);
  const text = textOf(at, <u32>(end - at));
  stringTexts.set(index, text + 1);
  return text;
}

/** Gives a record its id; false for 0, one that is taken, and ids that are not dense. */
export function addId(byId: List, id: u64, value: u32): bool {
  if (id === 0 || id >= byId.length || byId.at(<u32>id) !== 0) return false;
  byId.set(<u32>id, value + 1);
  return true;
}

/** What an id stands for; `nothing` where there is none. */
export function findId(byId: List, id: u64): u32 {
  return id < byId.length ? byId.at(<u32>id) - 1 : nothing;
}

/** Whether the number that was read is the index of a string. */
function isString(index: u64): bool {
  return index < strings.length;
}

export function readMappings(): bool {
  mappingsById.clear((mappings.length << 1) + 16);
  mappingFiles.length = 0;
  for (let position: u32 = 0; position < mappings.length; position++) {
    moveTo(input + mappings.at(position) + 1);
    const end = recordEnd(inputEnd);
    let id: u64 = 0;
    let file: u64 = 0;
    while (at < end) {
      const tag = fieldTag(end);
      const field = tag >> 3;
      if (field > 10) skip(tag, end);
      else {
        if ((tag & 7) !== 0) return false;
        const value = number(end);
        if (field === 1) id = value;
        else if (field === 5 || field === 6) {
          if (!isString(value)) return false;
          if (field === 5) file = value;
        }
      }
      if (isOdd) return false;
    }
    if (!addId(mappingsById, id, position)) return false;
    mappingFiles.push(baseName(<u32>file));
  }
  return true;
}

function baseName(index: u32): u32 {
  moveTo(input + strings.at(index) + 1);
  const end = recordEnd(inputEnd);
  let begin = end;
  while (begin > at && load<u8>(begin - 1) !== 0x2f && load<u8>(begin - 1) !== 0x5c) begin--;
  return textOf(begin, <u32>(end - begin));
}

export function readFunctions(): bool {
  functionsById.clear((functions.length << 1) + 16);
  functionNumbers.clear(functions.length);
  nameStrings.length = 0;
  fileStrings.length = 0;
  for (let position: u32 = 0; position < functions.length; position++) {
    moveTo(input + functions.at(position) + 1);
    const end = recordEnd(inputEnd);
    let id: u64 = 0;
    let name: u64 = 0;
    let systemName: u64 = 0;
    let file: u64 = 0;
    while (at < end) {
      const tag = fieldTag(end);
      const field = tag >> 3;
      if (field > 5) skip(tag, end);
      else {
        if ((tag & 7) !== 0) return false;
        const value = number(end);
        if (field === 1) id = value;
        else if (field < 5 && !isString(value)) return false;
        else if (field === 2) name = value;
        else if (field === 3) systemName = value;
        else if (field === 4) file = value;
      }
      if (isOdd) return false;
    }
    if (!addId(functionsById, id, position)) return false;
    nameStrings.push(<u32>(name === 0 ? systemName : name));
    fileStrings.push(<u32>file);
  }
  return true;
}
