import { gzipSync } from 'node:zlib';
import * as pprof from 'pprof-format';
import { samplesAt } from './heap-rows.ts';
import { scaled } from './scaled.ts';
import type { SyntheticService } from './service.ts';

/** The service's heap profile as runtime/pprof writes it: four sample types, the size of a row's objects as its label. */
export function heapProtobuf(service: SyntheticService, at: number): Uint8Array {
  const strings = new pprof.StringTable();
  const text = (value: string) => strings.dedup(value);
  const type = (name: string, unit: string) => ({ type: text(name), unit: text(unit) });
  const { program, rows, rate } = service;
  const key = text('bytes');
  const profile = new pprof.Profile({
    sampleType: [
      type('alloc_objects', 'count'),
      type('alloc_space', 'bytes'),
      type('inuse_objects', 'count'),
      type('inuse_space', 'bytes'),
    ],
    sample: rows.map((row) => {
      const { inUse, allocated } = samplesAt(row, at);
      return {
        locationId: row.stack.map((location) => location + 1),
        value: [...scaled(allocated, row.objectBytes, rate), ...scaled(inUse, row.objectBytes, rate)],
        label: [{ key, num: row.objectBytes }],
      };
    }),
    mapping: [
      {
        id: 1,
        memoryStart: 0x400000,
        memoryLimit: 0x4000000,
        filename: text('/usr/local/bin/shop'),
        hasFunctions: true,
      },
    ],
    location: program.locations.map(({ address, lines }, index) => ({
      id: index + 1,
      mappingId: 1,
      address,
      line: lines.map(({ of, line }) => ({ functionId: of + 1, line })),
    })),
    function: program.functions.map(({ name, file }, index) => ({
      id: index + 1,
      name: text(name),
      systemName: text(name),
      filename: text(file),
    })),
    timeNanos: BigInt(service.startedAtMs) * 1_000_000n,
    periodType: type('space', 'bytes'),
    period: rate,
    defaultSampleType: text('inuse_space'),
    stringTable: strings,
  });
  return gzipSync(profile.encode(), { level: 1 });
}
