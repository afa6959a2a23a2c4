import type { HeapText, HeapTextRecord } from './heap-text.ts';
import type { Frame } from './profile.ts';
import { ProfileError } from './profile-error.ts';
import { readMemStats } from './read-mem-stats.ts';

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
const record = /^(\d+): (\d+) \[(\d+): (\d+)\] @((?: 0x[0-9a-f]{1,16})*)$/;
/** `#\t0x47a2f1\tmain.f+0x10\t\t/src/main.go:5`: the columns are padded with tabs. */
const symbolLine = /^#\t(0x[0-9a-f]{1,16})\t(\S.*)\+0x[0-9a-f]+\t+(.*):(\d+)$/;
const statsBegin = '# runtime.MemStats';

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
  const lines = linesOf(typeof input === 'string' ? input : Buffer.from(input).toString('utf8'));
  const head = readHeader(lines[0] ?? '');
  const statsAt = lines.indexOf(statsBegin);
  if (statsAt < 0) {
    throw new ProfileError("the heap text is cut short: its part 'runtime.MemStats' is missing", {
      field: 'MemStats',
    });
  }
  const records = readRecords(lines.slice(1, statsAt), allowed);
  checkTotals(head.totals, records);
  return { rate: head.rate, records, memStats: readMemStats(lines.slice(statsAt + 1)) };
}

/** Every line ends in a line feed, the last one too: whatever follows the last line feed is a line cut short. */
function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  const rest = lines.pop();
  if (lines.length > 0 && rest !== '') {
    throw new ProfileError('the heap text is cut short in its last line', {
      field: `line ${lines.length + 1}`,
    });
  }
  return lines.length === 0 && rest !== undefined ? [rest] : lines;
}

type Totals = Omit<HeapTextRecord, 'pcs' | 'frames' | 'hiddenPcs'>;

function readHeader(line: string): { readonly rate: number; readonly totals: Totals } {
  const found = header.exec(line);
  if (found === null) {
    throw new ProfileError("expected a heap profile in text, which begins 'heap profile: '", {
      field: 'line 1',
    });
  }
  const doubled = counter(found[5], 1);
  if (doubled % 2 !== 0)
    throw new ProfileError('the sampling rate in the header is odd', { field: 'line 1' });
  return { rate: doubled / 2, totals: countersOf(found, 1) };
}

function readRecords(lines: readonly string[], limits: HeapTextLimits): readonly HeapTextRecord[] {
  const records: HeapTextRecord[] = [];
  let symbols: Symbols = { frames: [], firstPc: undefined };
  for (const [at, line] of lines.entries()) {
    if (line === '') continue;
    if (line.startsWith('#')) {
      addSymbol(symbols, line);
      continue;
    }
    const number = at + 2;
    const found = record.exec(line);
    if (found === null) throw new ProfileError('a line is no heap record', { field: `line ${number}` });
    if (records.length >= limits.records) {
      throw new ProfileError(`the heap text has more than the ${limits.records} records allowed`);
    }
    const pcs = (found[5] ?? '').split(' ').slice(1);
    if (pcs.length > limits.stackDepth) {
      throw new ProfileError(`a stack is deeper than the ${limits.stackDepth} allowed`, {
        field: `line ${number}`,
      });
    }
    symbols = { frames: [], firstPc: undefined };
    records.push(withSymbols({ ...countersOf(found, number), pcs }, symbols));
  }
  return records;
}

type Symbols = { readonly frames: Frame[]; firstPc: string | undefined };

/** Below a record stand its frames; places are better in the protobuf, but only here the names stand beside the counters. */
function addSymbol(symbols: Symbols, line: string): void {
  const found = symbolLine.exec(line);
  if (found === null) return;
  symbols.firstPc ??= found[1];
  symbols.frames.push({ function: found[2] ?? '', file: found[3] ?? '', line: Number(found[4]) });
}

/** The symbols are still to come when a record is read, so what depends on them is worked out when it is asked for. */
function withSymbols(record: Totals & { readonly pcs: readonly string[] }, symbols: Symbols): HeapTextRecord {
  return {
    ...record,
    frames: symbols.frames,
    get hiddenPcs() {
      return hiddenPcs(record.pcs, symbols.firstPc);
    },
  };
}

/** A printed frame's counter is one less than the return address in the record. */
function hiddenPcs(pcs: readonly string[], firstPc: string | undefined): readonly string[] {
  if (firstPc === undefined) return [];
  const returnTo = `0x${(BigInt(firstPc) + 1n).toString(16)}`;
  const first = pcs.indexOf(returnTo);
  return first < 0 ? [] : pcs.slice(0, first);
}

function countersOf(found: RegExpExecArray, line: number): Totals {
  return {
    inuseObjects: counter(found[1], line),
    inuseBytes: counter(found[2], line),
    allocObjects: counter(found[3], line),
    allocBytes: counter(found[4], line),
  };
}

function counter(digits: string | undefined, line: number): number {
  const number = Number(digits);
  if (Number.isSafeInteger(number)) return number;
  throw new ProfileError('a counter is beyond 2^53 and would lose digits', { field: `line ${line}` });
}

/** Go adds 1 to the header's allocated bytes where they would equal those in use (for old versions of pprof). */
function checkTotals(totals: Totals, records: readonly HeapTextRecord[]): void {
  const sum = (key: keyof Totals) => records.reduce((total, one) => total + one[key], 0);
  const allocBytes = sum('allocBytes');
  const expected: Totals = {
    inuseObjects: sum('inuseObjects'),
    inuseBytes: sum('inuseBytes'),
    allocObjects: sum('allocObjects'),
    allocBytes: allocBytes === sum('inuseBytes') ? allocBytes + 1 : allocBytes,
  };
  for (const key of ['inuseObjects', 'inuseBytes', 'allocObjects', 'allocBytes'] as const) {
    if (totals[key] !== expected[key]) {
      throw new ProfileError(
        `the records do not add up to the header's ${key}: some are missing or damaged`,
        {
          field: 'line 1',
        },
      );
    }
  }
}
