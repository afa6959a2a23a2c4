import type { MemStats } from './heap-text.ts';
import { pausesKept } from './pause-ring.ts';
import { ProfileError } from './profile-error.ts';

/**
 * Reads the lines `# Name = value` after `# runtime.MemStats`. Throws ProfileError naming the counter that is missing or
 * is no whole number below 2^53. `DebugGC` is the last line that Go always writes: without it the text is cut short.
 */
export function readMemStats(lines: readonly string[]): MemStats {
  const values = new Map<string, string>();
  for (const line of lines) {
    const found = /^# (\w+) = (.*)$/.exec(line);
    if (found?.[1] === undefined || found[2] === undefined) {
      throw new ProfileError('a line after runtime.MemStats is no counter', { field: 'MemStats' });
    }
    values.set(found[1], found[2]);
  }
  textOf(values, 'DebugGC');
  const [stackInuse, stackSys] = pairOf(values, 'Stack');
  return {
    alloc: numberOf(values, 'Alloc'),
    totalAlloc: numberOf(values, 'TotalAlloc'),
    sys: numberOf(values, 'Sys'),
    lookups: numberOf(values, 'Lookups'),
    mallocs: numberOf(values, 'Mallocs'),
    frees: numberOf(values, 'Frees'),
    heapAlloc: numberOf(values, 'HeapAlloc'),
    heapSys: numberOf(values, 'HeapSys'),
    heapIdle: numberOf(values, 'HeapIdle'),
    heapInuse: numberOf(values, 'HeapInuse'),
    heapReleased: numberOf(values, 'HeapReleased'),
    heapObjects: numberOf(values, 'HeapObjects'),
    stackInuse,
    stackSys,
    nextGC: roundedOf(values, 'NextGC'),
    numGC: numberOf(values, 'NumGC'),
    numForcedGC: numberOf(values, 'NumForcedGC'),
    pausesNs: ring(values, 'PauseNs').map((pause) => exact(pause, 'PauseNs')),
    pauseEndsNs: ring(values, 'PauseEnd'),
    maxRss: values.has('MaxRSS') ? numberOf(values, 'MaxRSS') : undefined,
  };
}

/** One entry for each of the last collections. Times in nanoseconds are beyond 2^53, so the digits are kept. */
function ring(values: ReadonlyMap<string, string>, name: string): readonly string[] {
  const text = textOf(values, name);
  const entries = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1).split(' ') : [];
  if (entries.length !== pausesKept || !entries.every((entry) => /^\d+$/.test(entry))) throw damaged(name);
  return entries;
}

function pairOf(values: ReadonlyMap<string, string>, name: string): readonly [number, number] {
  const [first, second, ...rest] = textOf(values, name).split(' / ');
  if (first === undefined || second === undefined || rest.length > 0) throw damaged(name);
  return [exact(first, name), exact(second, name)];
}

/** With `GOGC=off` the next collection is due at 2^64 − 1 bytes, which a number holds as 2^64. */
function roundedOf(values: ReadonlyMap<string, string>, name: string): number {
  const digits = textOf(values, name);
  if (!/^\d{1,20}$/.test(digits)) throw damaged(name);
  return Number(digits);
}

function numberOf(values: ReadonlyMap<string, string>, name: string): number {
  return exact(textOf(values, name), name);
}

function textOf(values: ReadonlyMap<string, string>, name: string): string {
  const value = values.get(name);
  if (value !== undefined) return value;
  throw new ProfileError(`the heap text is cut short: runtime.MemStats has no ${name}`, {
    field: `MemStats.${name}`,
  });
}

function exact(digits: string, name: string): number {
  const number = /^\d+$/.test(digits) ? Number(digits) : Number.NaN;
  if (Number.isSafeInteger(number)) return number;
  throw damaged(name);
}

function damaged(name: string): ProfileError {
  return new ProfileError(`${name} in runtime.MemStats is not what Go writes`, { field: `MemStats.${name}` });
}
