import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/leak/diagnose.ts';
import { seededNumbers } from './seeded-numbers.ts';
import { type ServiceWork, syntheticReplica } from './synthetic-replica.ts';

const numbers = seededNumbers(31);
const MB = 1e6;

/** Verdicts over many services of so many replicas that each do this. */
function verdicts(replicas: number, work: ServiceWork, services = 60): readonly string[] {
  return Array.from({ length: services }, () => {
    const captures = Array.from({ length: replicas }, (_, index) =>
      syntheticReplica(numbers, { captures: 9, windowMs: 300_000, age: 4, ...work, target: `shop-${index}` }),
    );
    return diagnose({
      windowMs: 300_000,
      plannedCaptures: 9,
      replicas: captures,
      modulePrefixes: [],
      libraries: [],
    }).verdict;
  });
}

const share = (all: readonly string[], wanted: string) =>
  all.filter((one) => one === wanted).length / all.length;

describe('a slow leak under scatter', () => {
  const slow: ServiceWork = {
    scatterBytes: 2 * MB,
    heap: [{ stack: 'main.(*cache).put main.serve', objectBytes: 2_048, atBase: 40_000, kept: 8_000 }],
  };

  test('is seen in many replicas together more often than in one', () => {
    const [one, many] = [share(verdicts(1, slow), 'leak'), share(verdicts(12, slow), 'leak')];
    expect(many).toBeGreaterThan(one + 0.25);
    expect(many).toBeGreaterThan(0.6);
  });
});

test('replicas that do not leak are not called leaking for being many', () => {
  const calm: ServiceWork = {
    scatterBytes: 2 * MB,
    heap: [
      {
        stack: 'main.(*cache).put main.serve',
        objectBytes: 2_048,
        atBase: 40_000,
        kept: 4_000,
        dying: 4_000,
      },
    ],
  };
  expect(share(verdicts(12, calm, 200), 'leak')).toBeLessThan(0.01);
});

test('the evidence says that it took the replicas together', () => {
  const goroutines = { 'runtime.gopark runtime.chansend main.push main.serve': (x: number) => 40 + 30 * x };
  const jitter = [9, -9, 8, -8, 7, -7];
  const replicas = jitter.map((by, index) => {
    const made = syntheticReplica(numbers, {
      goroutines: shifted(goroutines, by),
      captures: 5,
      age: 0.4,
      target: `shop-${index}`,
    });
    return made;
  });
  const {
    verdict,
    findings,
    replicas: judged,
  } = diagnose({
    windowMs: 20_000,
    plannedCaptures: 5,
    replicas,
    modulePrefixes: [],
    libraries: [],
  });
  expect(verdict).toBe('leak');
  expect(findings[0]?.facts).toContainEqual(expect.objectContaining({ kind: 'halves', replicas: 6 }));
  expect(judged.map(({ reason }) => reason)).toEqual(judged.map(() => ({ kind: 'leaks', pooled: true })));
});

/** One capture in the first half is off by so many, so that the halves of this replica alone prove nothing. */
function shifted(
  goroutines: Readonly<Record<string, (share: number) => number>>,
  by: number,
): Readonly<Record<string, (share: number) => number>> {
  return Object.fromEntries(
    Object.entries(goroutines).map(([stack, count]) => [
      stack,
      (x: number) => count(x) + (x === 0.25 ? by : 0) - (x === 0.75 ? by : 0),
    ]),
  );
}

test('thirty replicas that do nothing but scatter are healthy: one that seems to grow does so by chance', () => {
  const all = verdicts(30, { scatterBytes: 2 * MB, captures: 5 }, 60);
  expect(share(all, 'healthy')).toBeGreaterThan(0.9);
});
