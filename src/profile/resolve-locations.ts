import type * as pprof from 'pprof-format';
import { indexById } from './index-by-id.ts';
import type { Frame } from './profile.ts';
import { ProfileError } from './profile-error.ts';
import type { Where } from './reference.ts';
import { stringAt } from './string-table.ts';
import { exactInt, type WireNumber } from './wire-number.ts';
import type { RecordOffsets } from './wire-scan.ts';

type NamedFunction = { readonly name: string; readonly file: string; readonly frames: Map<string, Frame> };
type Lookup<Value> = (id: WireNumber) => Value | undefined;
type Tables = { readonly functionOf: Lookup<NamedFunction>; readonly mappingFileOf: Lookup<string> };

/**
 * The frames of each location by its id, inlined lines expanded in the order of the profile, which is innermost first:
 * "the last entry represents the caller into which the preceding entries were inlined" (profile.proto). Equal frames
 * are one object throughout.
 */
export function resolveLocations(decoded: pprof.Profile, offsets: RecordOffsets): Lookup<readonly Frame[]> {
  const { strings } = decoded.stringTable;
  const named = functionInterner();
  const functionOf = byId(decoded.function, { table: 'function', offsets: offsets.function }, (fn, where) => {
    const systemName = stringAt(strings, fn.systemName, where('.system_name'));
    const name = stringAt(strings, fn.name, where('.name')) || systemName;
    return named(name, stringAt(strings, fn.filename, where('.filename')));
  });
  const mappingFileOf = byId(
    decoded.mapping,
    { table: 'mapping', offsets: offsets.mapping },
    (mapping, where) => {
      stringAt(strings, mapping.buildId, where('.build_id'));
      return basename(stringAt(strings, mapping.filename, where('.filename')));
    },
  );
  const tables: Tables = { functionOf, mappingFileOf };
  return byId(decoded.location, { table: 'location', offsets: offsets.location }, (location, where) =>
    framesOf(location, tables, { where, named }),
  );
}

function byId<Row extends { readonly id: WireNumber }, Value>(
  rows: readonly Row[],
  { table, offsets }: { table: string; offsets: readonly number[] },
  read: (row: Row, where: Where) => Value,
): Lookup<Value> {
  const index = indexById(rows.length);
  const values = rows.map((row, at) => {
    const where: Where = (field) => () => ({ field: `${table}[${at}]${field}`, offset: offsets[at] });
    if (Number(row.id) === 0) throw new ProfileError(`a ${table} has the reserved id 0`, where('.id')());
    if (index.get(row.id) !== undefined) {
      throw new ProfileError(`two records have the ${table} id ${row.id}`, where('.id')());
    }
    index.add(row.id, at);
    return read(row, where);
  });
  return (id) => {
    const at = index.get(id);
    return at === undefined ? undefined : values[at];
  };
}

type Naming = { readonly where: Where; readonly named: ReturnType<typeof functionInterner> };

function framesOf(location: pprof.Location, tables: Tables, { where, named }: Naming): readonly Frame[] {
  const { functionOf, mappingFileOf } = tables;
  const { mappingId } = location;
  const mappingFile = Number(mappingId) === 0 ? '' : mappingFileOf(mappingId);
  if (mappingFile === undefined)
    throw new ProfileError(`mapping ${mappingId} does not exist`, where('.mapping_id')());
  /** Stands for what has no name: its address, in the file of its mapping. */
  const unnamed = () => named(`0x${BigInt.asUintN(64, BigInt(location.address)).toString(16)}`, mappingFile);
  if (location.line.length === 0) return [frameOf(unnamed(), 0)];
  return location.line.map(({ functionId, line }, at) => {
    const fn = functionOf(functionId);
    if (fn === undefined) {
      throw new ProfileError(`function ${functionId} does not exist`, where(`.line[${at}].function_id`)());
    }
    const number = exactInt(line, where(`.line[${at}].line`));
    if (number < 0) throw new ProfileError('a line number is negative', where(`.line[${at}].line`)());
    return frameOf(fn.name === '' ? unnamed() : fn, number);
  });
}

/** Keys are strings because V8 does not seed the hashes of numbers (see index-by-id.ts). */
function frameOf(fn: NamedFunction, line: number): Frame {
  const key = `#${line}`;
  const known = fn.frames.get(key);
  if (known !== undefined) return known;
  const frame: Frame = { function: fn.name, file: fn.file, line };
  fn.frames.set(key, frame);
  return frame;
}

function functionInterner(): (name: string, file: string) => NamedFunction {
  const byName = new Map<string, Map<string, NamedFunction>>();
  return (name, file) => {
    const byFile = byName.get(name) ?? new Map<string, NamedFunction>();
    byName.set(name, byFile);
    const known = byFile.get(file) ?? { name, file, frames: new Map() };
    byFile.set(file, known);
    return known;
  };
}

function basename(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
