import type { Goroutine } from './goroutine-text.ts';
import type { Frame } from './profile.ts';
import { ProfileError } from './profile-error.ts';

export type GoroutineTextLimits = {
  readonly servedBytes: number;
  readonly goroutines: number;
  readonly lines: number;
  /** Letters of one line. */
  readonly lineLength: number;
};

/** A list is asked for of 10,000 goroutines at most (`check/capture-extras`), and Go prints at most 100 calls of each, two lines a call. */
const defaultLimits: GoroutineTextLimits = {
  servedBytes: 64 * 1024 * 1024,
  goroutines: 20_000,
  lines: 4_000_000,
  lineLength: 65_536,
};

const lineFeed = 0x0a;

const header = /^goroutine (\d{1,18}) (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[([^\]]*)\]:$/;
const created = /^created by (.+?)(?: in goroutine \d+)?$/;
const place = /^\t(.*):(\d+)(?: \+0x[0-9a-f]+)?$/;

/**
 * Reads `goroutine?debug=2` of Go: every goroutine with its id, state, stack and starter. Source: traceback in
 * runtime/traceback.go. Arguments of calls are dropped. Throws ProfileError naming the line.
 */
export function readGoroutineText(
  input: Uint8Array | string,
  limits: Partial<GoroutineTextLimits> = {},
): readonly Goroutine[] {
  const allowed = { ...defaultLimits, ...limits };
  if (input.length > allowed.servedBytes) {
    throw new ProfileError(`the goroutine text is larger than the ${allowed.servedBytes} bytes allowed`);
  }
  const bytes = Buffer.from(input);
  if (hasMoreLines(bytes, allowed.lines)) {
    throw new ProfileError(`the text has more than the ${allowed.lines} lines allowed`);
  }
  const lines = bytes.toString('utf8').split('\n');
  if (!header.test(lines[0] ?? '')) {
    throw new ProfileError("expected goroutines in text, which begin 'goroutine 1 ['", { field: 'line 1' });
  }
  const long = lines.findIndex((line) => line.length > allowed.lineLength);
  if (long >= 0) {
    throw new ProfileError(`a line is longer than the ${allowed.lineLength} letters allowed`, {
      field: `line ${long + 1}`,
    });
  }
  const goroutines: Goroutine[] = [];
  for (let at = 0; at < lines.length; ) {
    const end = lines.indexOf('', at);
    const block = lines.slice(at, end < 0 ? lines.length : end);
    if (block.length > 0) goroutines.push(readBlock(block, at + 1));
    if (goroutines.length > allowed.goroutines) {
      throw new ProfileError(`the text has more than the ${allowed.goroutines} goroutines allowed`);
    }
    at += block.length + 1;
  }
  return goroutines;
}

function hasMoreLines(text: Buffer, limit: number): boolean {
  let lines = 1;
  for (let at = text.indexOf(lineFeed); at >= 0; at = text.indexOf(lineFeed, at + 1)) {
    if (++lines > limit) return true;
  }
  return false;
}

function readBlock([first, ...rest]: readonly string[], line: number): Goroutine {
  const found = header.exec(first ?? '');
  if (found === null) throw new ProfileError('a line begins no goroutine', { field: `line ${line}` });
  const stack: Frame[] = [];
  let createdBy: Frame | undefined;
  for (let at = 0; at < rest.length; at++) {
    const call = rest[at] ?? '';
    // `...additional frames elided...` and `[originating from goroutine 7]:` name no function.
    if (call.startsWith('...') || call.startsWith('[') || call.startsWith('\t')) continue;
    const starter = created.exec(call)?.[1];
    const frame = frameOf(starter ?? withoutArguments(call), rest[at + 1]);
    if (starter === undefined) stack.push(frame);
    else createdBy = frame;
  }
  return { id: `g${found[1]}`, state: stateOf(found[2] ?? ''), stack, createdBy };
}

function frameOf(name: string, where: string | undefined): Frame {
  const found = place.exec(where ?? '');
  return { function: name, file: found?.[1] ?? '', line: Number(found?.[2] ?? 0) };
}

/** `main.(*T).f(0xc000010000, {0x1, 0x2})` → `main.(*T).f`: the arguments are the last balanced parentheses. */
function withoutArguments(call: string): string {
  if (!call.endsWith(')')) return call;
  let depth = 0;
  for (let at = call.length - 1; at >= 0; at--) {
    if (call[at] === ')') depth++;
    if (call[at] === '(' && --depth === 0) return call.slice(0, at);
  }
  return call;
}

/** `chan receive, 5 minutes, locked to thread` → `chan receive`. */
function stateOf(text: string): string {
  return (text.split(',', 1)[0] ?? '').replace(/ \((scan|durable|leaked)\)/g, '').trim();
}
