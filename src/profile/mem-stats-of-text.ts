import type { MemStats } from './heap-text.ts';
import { ProfileError } from './profile-error.ts';
import { readMemStats } from './read-mem-stats.ts';

const statsBegin = '\n# runtime.MemStats\n';

/**
 * The exact counters at the end of `heap?debug=1`, without reading the records before them: microseconds, whatever the size
 * of the text. Throws ProfileError where they are missing or cut short.
 */
export function memStatsOfText(input: Uint8Array): MemStats {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  const at = bytes.lastIndexOf(statsBegin);
  if (at < 0) {
    throw new ProfileError("the heap text is cut short: its part 'runtime.MemStats' is missing", {
      field: 'MemStats',
    });
  }
  const lines = bytes
    .subarray(at + statsBegin.length)
    .toString('utf8')
    .split('\n');
  if (lines.pop() !== '') {
    throw new ProfileError('the heap text is cut short in its last line', { field: 'MemStats' });
  }
  return readMemStats(lines);
}
