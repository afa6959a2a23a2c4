import { IdIndex } from './id-index.ts';
import { addId, nextNumber, openRecord } from './record-fields.ts';
import type { ProfileRecords } from './scan-records.ts';
import type { StackTable } from './stack-table.ts';
import type { StringTable } from './string-table.ts';
import { WireCursor } from './wire-cursor.ts';

export type TableParts = {
  readonly records: ProfileRecords;
  readonly strings: StringTable;
  readonly stacks: StackTable;
};

export type WireFunctions = {
  readonly byId: IdIndex;
  /** Number in the stack table by position; undefined for a function without a name. */
  readonly numberOf: (position: number) => number | undefined;
};

const [idField, nameField, systemNameField, fileField] = [1, 2, 3, 4];
const functionFields = [undefined, '.id', '.name', '.system_name', '.filename', '.start_line'] as const;

/** Reads the functions; their names are decoded when a location needs them. */
export function readFunctions(bytes: Uint8Array, { records, strings, stacks }: TableParts): WireFunctions {
  const cursor = new WireCursor(bytes);
  const offsets = records.functions;
  const byId = new IdIndex(offsets.length);
  /** String indexes of name and file. */
  const texts = new Uint32Array(2 * offsets.length);
  for (let position = 0; position < offsets.length; position++) {
    const start = offsets.at(position);
    const end = openRecord(cursor, { table: 'function', start, position });
    let low = 0;
    let high = 0;
    let systemName = 0;
    while (cursor.at < end) {
      const field = nextNumber(cursor, end, functionFields);
      if (field === idField) {
        low = cursor.low;
        high = cursor.high;
      } else if (field === nameField || field === systemNameField || field === fileField) {
        strings.check(cursor, start);
        if (field === nameField) texts[2 * position] = cursor.low;
        else if (field === fileField) texts[2 * position + 1] = cursor.low;
        else systemName = cursor.low;
      }
    }
    texts[2 * position] ||= systemName;
    addId(byId, cursor, { low, high, position, start });
  }
  const known: (number | undefined)[] = [];
  const numberOf = (position: number) => {
    const seen = known[position];
    if (seen !== undefined) return seen;
    const name = strings.at(texts[2 * position] ?? 0);
    if (name === '') return undefined;
    const number = stacks.calls.function(name, strings.at(texts[2 * position + 1] ?? 0));
    known[position] = number;
    return number;
  };
  return { byId, numberOf };
}

export type WireMappings = {
  /** Base name of the file of a mapping by the halves of its id; undefined where there is no such mapping. */
  readonly fileOf: (low: number, high: number) => string | undefined;
};

const [mappingFileField, buildIdField] = [5, 6];
const mappingFields = [
  undefined,
  '.id',
  '.memory_start',
  '.memory_limit',
  '.file_offset',
  '.filename',
  '.build_id',
  '.has_functions',
  '.has_filenames',
  '.has_line_numbers',
  '.has_inline_frames',
] as const;

export function readMappings(bytes: Uint8Array, { records, strings }: TableParts): WireMappings {
  const cursor = new WireCursor(bytes);
  const offsets = records.mappings;
  const byId = new IdIndex(offsets.length);
  const files: string[] = [];
  for (let position = 0; position < offsets.length; position++) {
    const start = offsets.at(position);
    const end = openRecord(cursor, { table: 'mapping', start, position });
    let [low, high, file] = [0, 0, 0];
    while (cursor.at < end) {
      const field = nextNumber(cursor, end, mappingFields);
      if (field === idField) {
        low = cursor.low;
        high = cursor.high;
      } else if (field === mappingFileField || field === buildIdField) {
        strings.check(cursor, start);
        if (field === mappingFileField) file = cursor.low;
      }
    }
    addId(byId, cursor, { low, high, position, start });
    files.push(basename(strings.at(file)));
  }
  return { fileOf: (low, high) => files[byId.find(low, high)] };
}

function basename(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
