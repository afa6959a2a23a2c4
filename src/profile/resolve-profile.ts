import type * as pprof from 'pprof-format';
import type { Frame, Profile, Sample, ValueType } from './profile.ts';
import { ProfileError } from './profile-error.ts';
import type { ReadLimits } from './read-limits.ts';
import type { Reference, Where } from './reference.ts';
import { resolveLocations } from './resolve-locations.ts';
import { checkStringTable, stringAt } from './string-table.ts';
import { exactInt, roundedInt } from './wire-number.ts';
import type { RecordOffsets } from './wire-scan.ts';

type Context = {
  readonly decoded: pprof.Profile;
  readonly strings: readonly string[];
  readonly offsets: RecordOffsets;
};

/**
 * Replaces every reference of a decoded profile by what it refers to. Throws ProfileError for references to what does
 * not exist, ids used twice, and values that do not fit the sample types.
 */
export function resolveProfile(decoded: pprof.Profile, offsets: RecordOffsets, limits: ReadLimits): Profile {
  const { strings } = decoded.stringTable;
  checkStringTable(strings);
  const context: Context = { decoded, strings, offsets };
  const top = (field: string) => () => ({ field });
  const { periodType } = decoded;
  checkUnusedStrings(context);
  return {
    sampleTypes: resolveSampleTypes(context),
    defaultSampleType: stringAt(strings, decoded.defaultSampleType, top('default_sample_type')) || undefined,
    samples: resolveSamples(context, resolveLocations(decoded, offsets), limits),
    periodType: periodType && valueType(context, periodType, top('period_type')),
    period: exactInt(decoded.period, top('period')),
    timeNanos: roundedInt(decoded.timeNanos),
    durationNanos: roundedInt(decoded.durationNanos),
  };
}

/**
 * `drop_frames` and `keep_frames` are checked and then left alone: `go tool pprof` prunes what they match, while here
 * the whole stack is wanted. Go's runtime writes neither.
 */
function checkUnusedStrings({ decoded, strings }: Context): void {
  stringAt(strings, decoded.dropFrames, () => ({ field: 'drop_frames' }));
  stringAt(strings, decoded.keepFrames, () => ({ field: 'keep_frames' }));
  stringAt(strings, decoded.docUrl, () => ({ field: 'doc_url' }));
  for (const [at, comment] of decoded.comment.entries()) {
    stringAt(strings, comment, () => ({ field: `comment[${at}]` }));
  }
}

function resolveSampleTypes(context: Context): readonly ValueType[] {
  const { sampleType } = context.decoded;
  if (sampleType.length === 0)
    throw new ProfileError('the profile names no sample types', { field: 'sample_type' });
  return sampleType.map((type, at) => {
    const where = () => ({ field: `sample_type[${at}]`, offset: context.offsets.sample_type[at] });
    const resolved = valueType(context, type, where);
    if (resolved.type === '') throw new ProfileError('a sample type has no name', where());
    return resolved;
  });
}

function valueType({ strings }: Context, { type, unit }: pprof.ValueType, where: () => Reference): ValueType {
  return {
    type: stringAt(strings, type, () => within(where(), 'type')),
    unit: stringAt(strings, unit, () => within(where(), 'unit')),
  };
}

type FramesOf = ReturnType<typeof resolveLocations>;

function resolveSamples(context: Context, framesOf: FramesOf, limits: ReadLimits): readonly Sample[] {
  const { sample, sampleType } = context.decoded;
  let room = limits.frames;
  return sample.map((one, at) => {
    const where = (field: string) => () => ({
      field: `sample[${at}]${field}`,
      offset: context.offsets.sample[at],
    });
    const stack = resolveStack(one, framesOf, { room, where });
    room -= stack.length;
    if (one.value.length !== sampleType.length) {
      const counts = `${one.value.length} values for ${sampleType.length} sample types`;
      throw new ProfileError(`a sample has ${counts}`, where('.value')());
    }
    const values = one.value.map((value, column) => exactInt(value, where(`.value[${column}]`)));
    return { stack, values, objectBytes: objectBytes(context, one, where) };
  });
}

function resolveStack(
  { locationId }: pprof.Sample,
  framesOf: FramesOf,
  { room, where }: { room: number; where: Where },
): readonly Frame[] {
  const stack: Frame[] = [];
  locationId.forEach((id, at) => {
    const frames = framesOf(id);
    if (frames === undefined) {
      throw new ProfileError(`location ${id} does not exist`, where(`.location_id[${at}]`)());
    }
    if (stack.length + frames.length > room) {
      throw new ProfileError('the stacks hold more frames than allowed', where('.location_id')());
    }
    for (const frame of frames) stack.push(frame);
  });
  return stack;
}

/** The numeric label `bytes`; a label of that name with a string is the program's own and says nothing of sizes. */
function objectBytes({ strings }: Context, { label }: pprof.Sample, where: Where): number | undefined {
  let size: number | undefined;
  label.forEach(({ key, str, num, numUnit }, at) => {
    const name = stringAt(strings, key, where(`.label[${at}].key`));
    const text = stringAt(strings, str, where(`.label[${at}].str`));
    stringAt(strings, numUnit, where(`.label[${at}].num_unit`));
    if (name !== 'bytes' || text !== '') return;
    const number = exactInt(num, where(`.label[${at}].num`));
    if (number < 0) throw new ProfileError('an object size is negative', where(`.label[${at}].num`)());
    if (size !== undefined) throw new ProfileError('a sample has two object sizes', where(`.label[${at}]`)());
    if (number > 0) size = number;
  });
  return size;
}

function within({ field, offset }: Reference, inner: string): Reference {
  return { field: `${field}.${inner}`, offset };
}
