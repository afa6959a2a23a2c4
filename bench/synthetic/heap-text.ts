import type { GoProgram } from './go-program.ts';
import { type HeapRow, samplesAt } from './heap-rows.ts';
import { memStatsText } from './mem-stats-text.ts';
import { scaled } from './scaled.ts';
import type { SyntheticService } from './service.ts';

/** Frames that Go leaves out of heap profiles at the leaf, but whose return addresses stand in the text. */
export const allocators: ReadonlyMap<string, string> = new Map([
  ['0x486b33', 'runtime.mallocgc'],
  ['0x48b629', 'runtime.makeslice'],
]);

const pieceRows = 100;

/**
 * Answers the service's `heap?debug=1` at any time of the window, in pieces of text: raw samples of every row, as
 * writeHeapInternal in runtime/pprof/pprof.go writes them, then the exact counters. About 3 kB a row, most of it names.
 */
export function heapTexts(service: SyntheticService): (at: number) => Generator<string> {
  const { program, rows, rate, startedAtMs } = service;
  const stacks = rows.map(({ stack }) => stackText(program, stack));
  return function* heapText(at) {
    yield `heap profile: ${header(rows, at)} @ heap/${2 * rate}\n`;
    for (let from = 0; from < rows.length; from += pieceRows) {
      const piece = rows.slice(from, from + pieceRows);
      yield piece.map((row, index) => `${counters(row, at)} @ ${stacks[from + index]}\n`).join('');
    }
    yield memStatsText({ ...heapOf(service, at), startedAtMs, at });
  };
}

/** What is in use and has been allocated by `at`, in bytes and objects. */
function heapOf({ rows, rate }: SyntheticService, at: number) {
  const heap = { bytes: 0, objects: 0, allocatedBytes: 0, allocatedObjects: 0 };
  for (const row of rows) {
    // What comes and goes evens out over the whole heap, which the exact counters tell.
    const { inUse, allocated } = samplesAt({ ...row, comesAndGoes: false }, at);
    const [objects, bytes] = scaled(inUse, row.objectBytes, rate);
    const [allocatedObjects, allocatedBytes] = scaled(allocated, row.objectBytes, rate);
    heap.objects += objects;
    heap.bytes += bytes;
    heap.allocatedObjects += allocatedObjects;
    heap.allocatedBytes += allocatedBytes;
  }
  return heap;
}

function header(rows: readonly HeapRow[], at: number): string {
  const sums = { inUse: 0, inUseBytes: 0, allocated: 0, allocatedBytes: 0 };
  for (const row of rows) {
    const { inUse, allocated } = samplesAt(row, at);
    sums.inUse += inUse;
    sums.inUseBytes += inUse * row.objectBytes;
    sums.allocated += allocated;
    sums.allocatedBytes += allocated * row.objectBytes;
  }
  return `${sums.inUse}: ${sums.inUseBytes} [${sums.allocated}: ${sums.allocatedBytes}]`;
}

function counters(row: HeapRow, at: number): string {
  const { inUse, allocated } = samplesAt(row, at);
  return `${inUse}: ${inUse * row.objectBytes} [${allocated}: ${allocated * row.objectBytes}]`;
}

/** Return addresses on one line, then a line for each frame, whose address is that of the call. */
function stackText({ functions, locations }: GoProgram, stack: readonly number[]): string {
  const calls = stack.flatMap((index) => locations[index] ?? []);
  const pcs = [...allocators.keys(), ...calls.map(({ address }) => hex(address + 1))];
  const frames = calls.flatMap(({ address, offset, lines }) =>
    lines.map(({ of, line }) => {
      const { name, file } = functions[of] ?? { name: '', file: '' };
      return `#\t${hex(address)}\t${name}+${hex(offset)}\t\t${file}:${line}\n`;
    }),
  );
  return `${pcs.join(' ')}\n${frames.join('')}`;
}

function hex(address: number): string {
  return `0x${address.toString(16)}`;
}
