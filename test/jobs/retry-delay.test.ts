import { describe, expect, it } from 'vitest';
import { retryDelay } from '../../jobs/retry-delay.ts';

const nowMs = 1_000_000;

function capture(leftMs: number): unknown {
  return {
    check: 'abcdef',
    service: 'web',
    replicas: [],
    point: { index: 0, role: 'base', dueAtMs: nowMs - 5_000, notAfterMs: nowMs + leftMs },
  };
}

describe('the wait before a capture is tried again', () => {
  it.each([
    ['is short at first', 1, 60_000, 250],
    ['doubles', 3, 60_000, 1_000],
    ['has a bound', 40, 60_000, 5_000],
    ['leaves time for the try before the deadline', 10, 3_000, 1_500],
    ['is never nothing', 1, 1, 1],
    ['is none at the deadline', 1, 0, -1],
    ['is none past the deadline', 2, -10, -1],
  ])('%s', (_title, attempts, leftMs, expected) => {
    expect(retryDelay(attempts, capture(leftMs), nowMs)).toBe(expected);
  });
});

describe('the wait before any other job is tried again', () => {
  it.each([
    [1, 1_000],
    [2, 2_000],
    [4, 8_000],
    [20, 60_000],
    [5_000, 60_000],
  ])('after try %i is %i ms', (attempts, expected) => {
    expect(retryDelay(attempts, { check: 'abcdef' }, nowMs)).toBe(expected);
  });
});
