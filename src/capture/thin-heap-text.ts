const idleRecord = Buffer.from('\n0: 0 [');
const blankLine = Buffer.from('\n\n');
const lineFeed = 0x0a;
/** No line that Go writes is longer: 2,048 addresses of 19 characters. */
const longestLine = 64 * 1024;

/**
 * Leaves the names of functions out of `heap?debug=1` below records of stacks that hold nothing any more, as the text arrives. The
 * counters of all records stay, and so do the names where something is in use, which are the ones that are read. In a service
 * that has run for a while that is one record of ten: 100,000 records come as 330 MB and stay as 50 MB. Other text passes as it is.
 */
export async function* thinHeapText(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let state: State = { rest: Buffer.alloc(0), dropping: false };
  for await (const chunk of chunks) {
    const thinned = thin(Buffer.concat([state.rest, chunk]), state.dropping);
    state = thinned;
    // A copy: what is kept of a piece must not keep all of it in memory.
    if (thinned.kept.length > 0) yield new Uint8Array(thinned.kept);
  }
  if (!state.dropping && state.rest.length > 0) yield state.rest;
}

type State = {
  /** What cannot be judged before more has come. */
  readonly rest: Buffer;
  /** Inside the names of an idle record. */
  readonly dropping: boolean;
};

/** Moves what is kept to the front of the text itself. */
function thin(text: Buffer, dropping: boolean): State & { readonly kept: Buffer } {
  let length = 0;
  const keep = (from: number, to: number) => {
    text.copyWithin(length, from, to);
    length += to - from;
  };
  let at = 0;
  for (;;) {
    if (dropping) {
      const blank = text.indexOf(blankLine, at);
      if (blank < 0) {
        const rest = Buffer.from(text.subarray(Math.max(at, text.length - 1)));
        return { kept: text.subarray(0, length), rest, dropping: true };
      }
      at = blank;
    }
    const idle = text.indexOf(idleRecord, at);
    const lineEnd = idle < 0 ? -1 : text.indexOf(lineFeed, idle + idleRecord.length);
    if (lineEnd < 0) {
      const undecided = undecidedFrom(text, at, idle);
      const rest = Buffer.from(text.subarray(undecided));
      keep(at, undecided);
      return { kept: text.subarray(0, length), rest, dropping: false };
    }
    keep(at, lineEnd);
    at = lineEnd;
    dropping = true;
  }
}

/** From where on it depends on the next piece what becomes of the text. */
function undecidedFrom(text: Buffer, at: number, idle: number): number {
  if (idle >= 0 && text.length - idle <= longestLine) return idle;
  return Math.max(at, text.length - idleRecord.length + 1);
}
