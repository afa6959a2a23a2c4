import type { ReadLimits } from './read-limits.ts';
import type { Counted } from './scan-state.ts';

/** A field of profile.proto. A `varints` field may be packed or not, by the writer's choice. */
export type WireField =
  | { readonly kind: 'varint'; readonly name: string }
  | {
      readonly kind: 'varints';
      readonly name: string;
      readonly counts: Counted;
      readonly perMessage: keyof ReadLimits;
    }
  | { readonly kind: 'string'; readonly name: string; readonly counts: Counted }
  | {
      readonly kind: 'message';
      readonly name: string;
      readonly counts?: Counted;
      readonly fields: WireMessage;
    };

/** Fields of a message by their number; number 0 does not exist. */
export type WireMessage = readonly (WireField | undefined)[];

const valueType: WireMessage = numbers('type', 'unit');
const label: WireMessage = numbers('key', 'str', 'num', 'num_unit');
const line: WireMessage = numbers('function_id', 'line', 'column');
const fn: WireMessage = numbers('id', 'name', 'system_name', 'filename', 'start_line');
const mapping: WireMessage = numbers(
  'id',
  'memory_start',
  'memory_limit',
  'file_offset',
  'filename',
  'build_id',
  'has_functions',
  'has_filenames',
  'has_line_numbers',
  'has_inline_frames',
);
const location: WireMessage = [
  ...numbers('id', 'mapping_id', 'address'),
  { kind: 'message', name: 'line', counts: 'lines', fields: line },
  { kind: 'varint', name: 'is_folded' },
];
const sample: WireMessage = [
  undefined,
  { kind: 'varints', name: 'location_id', counts: 'locationIds', perMessage: 'stackDepth' },
  { kind: 'varints', name: 'value', counts: 'values', perMessage: 'sampleTypes' },
  { kind: 'message', name: 'label', counts: 'labels', fields: label },
];

/** The message Profile of google/pprof's proto/profile.proto. */
export const profileSchema: WireMessage = [
  undefined,
  { kind: 'message', name: 'sample_type', counts: 'sampleTypes', fields: valueType },
  { kind: 'message', name: 'sample', counts: 'samples', fields: sample },
  { kind: 'message', name: 'mapping', counts: 'mappings', fields: mapping },
  { kind: 'message', name: 'location', counts: 'locations', fields: location },
  { kind: 'message', name: 'function', counts: 'functions', fields: fn },
  { kind: 'string', name: 'string_table', counts: 'strings' },
  ...numbers('drop_frames', 'keep_frames', 'time_nanos', 'duration_nanos').slice(1),
  { kind: 'message', name: 'period_type', fields: valueType },
  { kind: 'varint', name: 'period' },
  { kind: 'varints', name: 'comment', counts: 'comments', perMessage: 'comments' },
  { kind: 'varint', name: 'default_sample_type' },
  { kind: 'varint', name: 'doc_url' },
];

function numbers(...names: readonly string[]): WireMessage {
  return [undefined, ...names.map((name) => ({ kind: 'varint' as const, name }))];
}
