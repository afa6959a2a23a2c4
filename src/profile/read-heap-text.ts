import type { HeapText, HeapTextRecord } from './heap-text.ts';
import { LazyRecord } from './heap-text-record.ts';
import { findMemStats, memStatsAt } from './mem-stats-of-text.ts';
import { ProfileError } from './profile-error.ts';

export type HeapTextLimits = {
  readonly servedBytes: number;
  readonly records: number;
  /** Program counters in one record. Go's own bound is 1,024 (`GODEBUG=profstackdepth`). */
  readonly stackDepth: number;
};

const defaultHeapTextLimits: HeapTextLimits = {
  servedBytes: 128 * 1024 * 1024,
  records: 400_000,
  stackDepth: 2_048,
};

const header = /^heap profile: (\d+): (\d+) \[(\d+): (\d+)\] @ heap\/(\d+)$/;
/** The counters of a record; the program counters of its stack follow. */
const counters = /^(\d+): (\d+) \[(\d+): (\d+)\] @$/;
const [lineFeed, space, hash, atSign] = [0x0a, 0x20, 0x23, 0x40];
const [zero, a, x] = [0x30, 0x61, 0x78];

/**
 * Reads `heap?debug=1` of Go: raw sample counts of every stack, and the exact counters that follow them. Source:
 * writeHeapInternal in runtime/pprof/pprof.go. The header's totals must be those of the records, so that a missing
 * record is found. Throws ProfileError naming the line. Only a cut between the last two lines goes unseen: systems that
 * do not report a peak resident set end there.
 */
export function readHeapText(input: Uint8Array | string, limits: Partial<HeapTextLimits> = {}): HeapText {
  const allowed = { ...defaultHeapTextLimits, ...limits };
  if (input.length > allowed.servedBytes) {
    throw new ProfileError(`the heap text is larger than the ${allowed.servedBytes} bytes allowed`);
  }
  const text =
    typeof input === 'string'
      ? Buffer.from(input)
      : Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  if (text.length > 0 && text.includes(lineFeed) && text.at(-1) !== lineFeed) {
    throw fault('the heap text is cut short in its last line', text, text.length);
  }
  const firstEnd = lineEnd(text, 0);
  const head = readHeader(text.toString('utf8', 0, firstEnd));
  const statsAt = findMemStats(text);
  const records = readRecords(text, { from: firstEnd + 1, to: statsAt, limits: allowed });
  checkTotals(head.totals, records);
  return { rate: head.rate, records, memStats: memStatsAt(text, statsAt) };
}

type Totals = Omit<HeapTextRecord, 'pcs' | 'frames' | 'hiddenPcs' | 'stackText'>;

function readHeader(line: string): { readonly rate: number; readonly totals: Totals } {
  const found = header.exec(line);
  if (found === null) {
    throw new ProfileError("expected a heap profile in text, which begins 'heap profile: '", {
      field: 'line 1',
    });
  }
  const totals = countersOf(found);
  const doubled = Number(found[5]);
  if (totals === undefined || !Number.isSafeInteger(doubled))
    throw new ProfileError(beyond, { field: 'line 1' });
  if (doubled % 2 !== 0)
    throw new ProfileError('the sampling rate in the header is odd', { field: 'line 1' });
  return { rate: doubled / 2, totals };
}

type Part = { readonly from: number; readonly to: number; readonly limits: HeapTextLimits };

/** Each record is a line of counters, lines that begin with `#`, and an empty one. */
function readRecords(text: Buffer, { from, to, limits }: Part): readonly HeapTextRecord[] {
  const records: HeapTextRecord[] = [];
  for (let at = from; at < to; ) {
    const end = lineEnd(text, at);
    if (end === at || text[at] === hash) {
      at = end + 1;
      continue;
    }
    if (records.length >= limits.records) {
      throw new ProfileError(`the heap text has more than the ${limits.records} records allowed`);
    }
    const symbolsEnd = endOfSymbols(text, end);
    const totals = readCounters(text, { start: at, end, limits });
    records.push(new LazyRecord(text, { start: at, lineEnd: end, end: symbolsEnd }, totals));
    at = symbolsEnd + 1;
  }
  return records;
}

function readCounters(
  text: Buffer,
  { start, end, limits }: { readonly start: number; readonly end: number; readonly limits: HeapTextLimits },
): Totals {
  const at = text.indexOf(atSign, start);
  const found = at < 0 || at >= end ? null : counters.exec(text.toString('latin1', start, at + 1));
  const pcs = found === null ? -1 : countPcs(text, at + 1, end);
  if (found === null || pcs < 0) throw fault('a line is no heap record', text, start);
  const totals = countersOf(found);
  if (totals === undefined) throw fault(beyond, text, start);
  if (pcs > limits.stackDepth) {
    throw fault(`a stack is deeper than the ${limits.stackDepth} allowed`, text, start);
  }
  return totals;
}

/** How many program counters (` 0x47a2f1`, 1 to 16 digits) stand between two places; -1 where anything else does. */
function countPcs(text: Buffer, from: number, to: number): number {
  let count = 0;
  let at = from;
  while (at < to) {
    if (text[at] !== space || text[at + 1] !== zero || text[at + 2] !== x) return -1;
    at += 3;
    const digits = at;
    while (at < to && isHexDigit(text[at] ?? 0)) at++;
    if (at === digits || at > digits + 16) return -1;
    count++;
  }
  return count;
}

function isHexDigit(byte: number): boolean {
  return (byte >= zero && byte < zero + 10) || (byte >= a && byte < a + 6);
}

/** The line feed of the last line below a record that begins with `#`, or that of the record itself. */
function endOfSymbols(text: Buffer, recordEnd: number): number {
  let end = recordEnd;
  while (text[end + 1] === hash) {
    const blank = text.indexOf('\n\n', end);
    end = blank < 0 ? text.length : blank;
  }
  return end;
}

const beyond = 'a counter is beyond 2^53 and would lose digits';

/** Undefined where one of them would lose digits. */
function countersOf(found: RegExpExecArray): Totals | undefined {
  const totals = {
    inuseObjects: Number(found[1]),
    inuseBytes: Number(found[2]),
    allocObjects: Number(found[3]),
    allocBytes: Number(found[4]),
  };
  return Object.values(totals).every(Number.isSafeInteger) ? totals : undefined;
}

/** Go adds 1 to the header's allocated bytes where they would equal those in use (for old versions of pprof). */
function checkTotals(totals: Totals, records: readonly HeapTextRecord[]): void {
  const sums = { inuseObjects: 0, inuseBytes: 0, allocObjects: 0, allocBytes: 0 };
  for (const one of records) {
    sums.inuseObjects += one.inuseObjects;
    sums.inuseBytes += one.inuseBytes;
    sums.allocObjects += one.allocObjects;
    sums.allocBytes += one.allocBytes;
  }
  if (sums.allocBytes === sums.inuseBytes) sums.allocBytes++;
  for (const key of ['inuseObjects', 'inuseBytes', 'allocObjects', 'allocBytes'] as const) {
    if (totals[key] === sums[key]) continue;
    throw new ProfileError(`the records do not add up to the header's ${key}: some are missing or damaged`, {
      field: 'line 1',
    });
  }
}

function lineEnd(text: Buffer, from: number): number {
  const end = text.indexOf(lineFeed, from);
  return end < 0 ? text.length : end;
}

/** Lines are counted when one is to blame. */
function fault(message: string, text: Buffer, at: number): ProfileError {
  let line = 1;
  for (let from = text.indexOf(lineFeed); from >= 0 && from < at; from = text.indexOf(lineFeed, from + 1))
    line++;
  return new ProfileError(message, { field: `line ${line}` });
}
