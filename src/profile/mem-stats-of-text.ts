import type { MemStats } from './heap-text.ts';
import { ProfileError } from './profile-error.ts';
import { readMemStats } from './read-mem-stats.ts';

/** Go writes some 10,000, most of them the times of the last 256 collections. */
const mostBytes = 65_536;

const statsBegin = '\n# runtime.MemStats\n';

/**
 * The exact counters at the end of `heap?debug=1`, without reading the records before them: microseconds, whatever the size
 * of the text. Throws ProfileError where they are missing or cut short.
 */
export function memStatsOfText(input: Uint8Array): MemStats {
  const text = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  return memStatsAt(text, findMemStats(text));
}

/** Where the records end and the counters begin. Throws ProfileError where there are no counters. */
export function findMemStats(text: Buffer): number {
  const at = text.lastIndexOf(statsBegin);
  if (at >= 0) return at;
  throw new ProfileError("the heap text is cut short: its part 'runtime.MemStats' is missing", {
    field: 'MemStats',
  });
}

/** The counters of a text whose counters begin there. Throws ProfileError where one is missing or cut short. */
export function memStatsAt(text: Buffer, at: number): MemStats {
  if (text.length - at > mostBytes) {
    throw new ProfileError(`the counters of the heap text are longer than the ${mostBytes} bytes allowed`, {
      field: 'MemStats',
    });
  }
  const lines = text
    .subarray(at + statsBegin.length)
    .toString('utf8')
    .split('\n');
  if (lines.pop() !== '') {
    throw new ProfileError('the heap text is cut short in its last line', { field: 'MemStats' });
  }
  return readMemStats(lines);
}
