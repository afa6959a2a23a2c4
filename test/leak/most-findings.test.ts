import { expect, test } from 'vitest';
import { compareProfiles } from '../../src/leak/compare-profiles.ts';
import { diagnose } from '../../src/leak/diagnose.ts';
import { type Finding, mostFindings } from '../../src/leak/finding.ts';
import { StackTable } from '../../src/profile/stack-table.ts';
import { compareReport } from '../../src/report/compare-report.ts';
import { manyFindingsCaveat } from '../../src/report/many-findings-caveat.ts';
import { seededNumbers } from './seeded-numbers.ts';
import { goroutinesOf, heapOf, syntheticReplica } from './synthetic-replica.ts';

const places = 3_000;
const code = { modulePrefixes: [], libraries: [] };
const everywhere = Array.from({ length: places }, (_, place) => place);

/** Place 2,999 grows most, 2,998 next. */
const worst = everywhere.slice(-mostFindings).toReversed();

const culprits = (findings: readonly Finding[]) => findings.map(({ culprit }) => culprit.function);

test('of heap that grows in thousands of places those that grow most are found', () => {
  const stacks = new StackTable();
  const heapAt = (share: number) =>
    heapOf(
      everywhere.map((place) => {
        const live = 10 + share * (20 + place);
        return { stack: `main.f${place} main.main`, objectBytes: 4_096, live, allocated: live };
      }),
      stacks,
    );
  const pair = { name: 'shop', base: heapAt(0), head: heapAt(1), code };
  expect(culprits(compareProfiles(pair))).toEqual(worst.map((place) => `main.f${place}`));
  expect(compareReport('shop', pair).caveats.at(-1)).toBe(
    'Of the places where memory may leak only the 100 worst are told: there may be more.',
  );
});

test('of goroutines that pile up in thousands of places those that grow most are found', () => {
  const stacks = new StackTable();
  const goroutinesAt = (share: number) =>
    goroutinesOf(
      Object.fromEntries(
        everywhere.map((place) => [`runtime.gopark main.f${place} main.main`, 10 + share * (30 + place)]),
      ),
      stacks,
    );
  const findings = compareProfiles({ name: 'shop', base: goroutinesAt(0), head: goroutinesAt(1), code });
  expect(culprits(findings)).toEqual(worst.map((place) => `main.f${place}`));
});

test('those that leak come before those that only may, however many these are and grow', () => {
  const goroutines: Record<string, (share: number) => number> = {
    'runtime.gopark runtime.chanrecv main.leaks main.main': (share) => 60 + 40 * share,
  };
  for (const place of everywhere.slice(0, 2 * mostFindings)) {
    // A step: grown at the second half alone.
    goroutines[`runtime.gopark main.f${place} main.main`] = (share) =>
      500 + 2 * Math.round(4 * share) + (share > 0.6 ? 400 + place : 0);
  }
  const made = syntheticReplica(seededNumbers(1), { goroutines, captures: 9 });
  // It allocates more than being asked for so many goroutines makes it: otherwise it would be called idle.
  const captures = made.captures.map((capture) => {
    const { memStats } = capture;
    return { ...capture, memStats: { ...memStats, mallocs: 1_000 * memStats.mallocs } };
  });
  const replica = { ...made, captures };
  const { findings } = diagnose({ ...code, windowMs: 20_000, plannedCaptures: 9, replicas: [replica] });
  expect(findings).toHaveLength(mostFindings);
  expect(findings[0]?.verdict).toBe('leak');
  expect(culprits(findings)[0]).toBe('main.leaks');
  expect(culprits(findings)).toContain('main.f199');
  expect(culprits(findings)).not.toContain('main.f0');
});

test('of a stack that no program has the ends are told, and the beginnings of its names', () => {
  const stacks = new StackTable();
  const calls = Array.from({ length: 1_000 }, (_, at) => `main.${'x'.repeat(5_000)}${at}`).join(' ');
  const heapAt = (live: number) =>
    heapOf([{ stack: `main.leaf ${calls} main.main`, objectBytes: 4_096, live, allocated: live }], stacks);
  const [finding] = compareProfiles({ name: 'shop', base: heapAt(1), head: heapAt(40), code });
  const { stack = [] } = finding ?? {};
  expect(stack).toHaveLength(256);
  expect([stack[0]?.function, stack.at(-1)?.function]).toEqual(['main.leaf', 'main.main']);
  expect(Math.max(...stack.map((frame) => frame.function.length))).toBe(1_000);
});

test('what belongs to a larger cause takes no place from one of its own, however many they are', () => {
  const stacks = new StackTable();
  const heapAt = (share: number) => {
    const row = (stack: string, most: number) => {
      const live = 10 + share * most;
      return { stack, objectBytes: 4_096, live, allocated: live };
    };
    const below = everywhere.slice(0, 2 * mostFindings);
    return heapOf(
      [
        row('main.big main.main', 5_000),
        ...below.map((place) => row(`main.f${place} main.big main.main`, 100 + place)),
        row('main.other main.serve', 60),
      ],
      stacks,
    );
  };
  const findings = compareProfiles({ name: 'shop', base: heapAt(0), head: heapAt(1), code });
  expect(culprits(findings)).toEqual(['main.big', 'main.other']);
  expect(manyFindingsCaveat(findings)).toEqual([]);
  const related = findings[0]?.facts.filter(({ kind }) => kind === 'related') ?? [];
  expect(related).toHaveLength(100);
});
