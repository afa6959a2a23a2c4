import type { ReplicaCaptures } from './captures.ts';
import type { UnseenHeap } from './live-heap.ts';
import { processChange } from './process-change.ts';
import { fewestPoints } from './trend.ts';

/** Why a replica cannot be judged. */
export type Unusable =
  | { readonly kind: 'unreachable'; readonly captures: 0 }
  | { readonly kind: 'too-few'; readonly captures: number }
  | { readonly kind: 'half-window'; readonly coveredMs: number }
  | { readonly kind: 'restarted'; readonly point: number }
  | { readonly kind: 'several-processes'; readonly point: number }
  | UnseenHeap
  | {
      readonly kind: 'idle';
      readonly mallocsPerCapture: number;
      /** In the window, where they were counted and decided it. */
      readonly requests?: number;
    };

/** Share of the window that the captures must span. */
const leastCover = 0.6;

/** Undefined when the replica can be judged, otherwise why not. */
export function whyUnusable(replica: ReplicaCaptures, windowMs: number): Unusable | undefined {
  const { captures } = replica;
  const base = captures[0];
  const head = captures.at(-1);
  if (base === undefined || head === undefined) return { kind: 'unreachable', captures: 0 };
  const change = processChange(captures);
  if (change !== undefined) return change;
  if (captures.length < fewestPoints) return { kind: 'too-few', captures: captures.length };
  const coveredMs = head.atMs - base.atMs;
  if (coveredMs < windowMs * leastCover) return { kind: 'half-window', coveredMs };
  return undefined;
}
