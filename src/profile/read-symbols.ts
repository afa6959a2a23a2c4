import { ProfileError } from './profile-error.ts';

const line = /^(0x[0-9a-f]{1,16}) (\S.*)$/;
const mostSymbols = 100_000;

/**
 * Reads answers of Go's `symbol` endpoint, one after another: which function each program counter lies in. Source: Symbol in
 * net/http/pprof. Counters that the process does not know are left out by it. Throws ProfileError if the text is something else.
 */
export function readSymbols(input: Uint8Array | string): ReadonlyMap<string, string> {
  const lines = (typeof input === 'string' ? input : Buffer.from(input).toString('utf8')).split('\n');
  if (!/^num_symbols: \d+$/.test(lines[0] ?? '')) {
    throw new ProfileError("expected symbols, which begin 'num_symbols: '", { field: 'line 1' });
  }
  const symbols = new Map<string, string>();
  for (const text of lines) {
    const found = line.exec(text);
    if (found?.[1] !== undefined && found[2] !== undefined && symbols.size < mostSymbols)
      symbols.set(found[1], found[2]);
  }
  return symbols;
}
