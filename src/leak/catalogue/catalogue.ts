import type { Pattern, PatternId } from '../pattern.ts';
import { cacheUnbounded } from './cache-unbounded.ts';
import { closureCapture } from './closure-capture.ts';
import { contextNotCancelled } from './context-not-cancelled.ts';
import { goroutineBlockedIo } from './goroutine-blocked-io.ts';
import { goroutineBlockedLock } from './goroutine-blocked-lock.ts';
import { goroutineBlockedReceive } from './goroutine-blocked-receive.ts';
import { goroutineBlockedSelect } from './goroutine-blocked-select.ts';
import { goroutineBlockedSend } from './goroutine-blocked-send.ts';
import { goroutineInfiniteLoop } from './goroutine-infinite-loop.ts';
import { heapGrowth } from './heap-growth.ts';
import { mapRetention } from './map-retention.ts';
import { resourceNotClosed } from './resource-not-closed.ts';
import { sliceRetention } from './slice-retention.ts';
import { timerNotStopped } from './timer-not-stopped.ts';

/** Typed by id, so that the compiler misses a pattern before a person does. */
const patterns: { readonly [Id in PatternId]: Pattern } = {
  'goroutine-blocked-send': goroutineBlockedSend,
  'goroutine-blocked-receive': goroutineBlockedReceive,
  'goroutine-blocked-select': goroutineBlockedSelect,
  'goroutine-infinite-loop': goroutineInfiniteLoop,
  'goroutine-blocked-lock': goroutineBlockedLock,
  'goroutine-blocked-io': goroutineBlockedIo,
  'context-not-cancelled': contextNotCancelled,
  'resource-not-closed': resourceNotClosed,
  'timer-not-stopped': timerNotStopped,
  'cache-unbounded': cacheUnbounded,
  'map-retention': mapRetention,
  'slice-retention': sliceRetention,
  'closure-capture': closureCapture,
  'heap-growth': heapGrowth,
};

/** Every pattern with its fixes, in the order of `patternIds`. */
export const catalogue: ReadonlyMap<PatternId, Pattern> = new Map(
  Object.values(patterns).map((pattern) => [pattern.id, pattern]),
);

/** The pattern of an id. */
export function patternOf(id: PatternId): Pattern {
  return patterns[id];
}
