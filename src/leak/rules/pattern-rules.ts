import type { PatternId } from '../pattern.ts';
import { cacheUnbounded } from './cache-unbounded.ts';
import { closureCapture } from './closure-capture.ts';
import { contextNotCancelled } from './context-not-cancelled.ts';
import { goroutineBlockedIo } from './goroutine-blocked-io.ts';
import { goroutineBlockedLock } from './goroutine-blocked-lock.ts';
import { goroutineBlockedReceive } from './goroutine-blocked-receive.ts';
import { goroutineBlockedSelect } from './goroutine-blocked-select.ts';
import { goroutineBlockedSend } from './goroutine-blocked-send.ts';
import { goroutineInfiniteLoop } from './goroutine-infinite-loop.ts';
import { mapRetention } from './map-retention.ts';
import type { PatternEvidence, PatternRule } from './pattern-rule.ts';
import { resourceNotClosed } from './resource-not-closed.ts';
import { sliceGrowing } from './slice-growing.ts';
import { sliceRetention } from './slice-retention.ts';
import { timerNotStopped } from './timer-not-stopped.ts';

/** From the most specific to the least: the first that matches names the pattern. */
const patternRules: readonly PatternRule[] = [
  contextNotCancelled,
  resourceNotClosed,
  timerNotStopped,
  goroutineBlockedSend,
  goroutineBlockedReceive,
  goroutineBlockedSelect,
  goroutineBlockedLock,
  goroutineBlockedIo,
  goroutineInfiniteLoop,
  closureCapture,
  sliceGrowing,
  cacheUnbounded,
  mapRetention,
  sliceRetention,
];

/** The pattern of one cause of growth, and why it was chosen; heap growth where nothing more is known. */
export function matchPattern(evidence: PatternEvidence): {
  readonly id: PatternId;
  readonly because: string;
} {
  for (const { id, match } of patternRules) {
    const because = match(evidence);
    if (because !== undefined) return { id, because };
  }
  return { id: 'heap-growth', because: 'The profiles show where it is allocated, not what keeps it.' };
}
