import { describe, expect, test } from 'vitest';
import type { ServiceLibrary } from '../../src/leak/libraries/service-library.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { ProfileError } from '../../src/profile/profile-error.ts';
import { compareReport } from '../../src/report/compare-report.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { Report, type ReportFinding } from '../../src/report/report.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { findingMessages } from '../../src/report/thread/finding-message.ts';
import { goroutinesOf, heapOf } from '../leak/synthetic-replica.ts';

const startNanos = 1_700_000_000_000_000_000;
const at = (profile: Profile, seconds: number): Profile => ({
  ...profile,
  timeNanos: seconds < 0 ? 0 : startNanos + seconds * 1e9,
});
const heap = (live: number) =>
  heapOf([
    { stack: 'main.(*cache).put main.price', objectBytes: 1_024, live, allocated: 100 + live },
    { stack: 'main.render main.page', objectBytes: 512, live: 20, allocated: 5_000 },
  ]);
const goroutines = (waiting: number) =>
  goroutinesOf({ 'main.main': 1, 'runtime.gopark runtime.chansend runtime.chansend1 main.push': waiting });

function compare(base: Profile, head: Profile, libraries: readonly ServiceLibrary[] = []): Report {
  return Report.parse(
    compareReport('shop', { name: 'shop', base, head, code: { modulePrefixes: [], libraries } }),
  );
}

describe('two profiles', () => {
  test.each([
    {
      name: 'heap that grew',
      base: heap(10),
      head: heap(60),
      pattern: 'cache-unbounded',
      perMinute: 51.2 * 1024 * 1024,
    },
    {
      name: 'goroutines that grew',
      base: goroutines(10),
      head: goroutines(110),
      pattern: 'goroutine-blocked-send',
      perMinute: 200,
    },
  ])('$name are a suspect, never a leak', ({ base, head, pattern, perMinute }) => {
    const report = compare(at(base, 0), at(head, 30));
    expect(report.verdict).toBe('suspect');
    expect(report.findings).toHaveLength(1);
    expect(report.findings[0]).toMatchObject({ verdict: 'suspect', pattern });
    expect((report.findings[0]?.growth.perMinute ?? 0) / perMinute).toBeCloseTo(1, 1);
    expect(report.caveats[0]).toContain('Two profiles cannot tell a leak from a cache');
  });

  test.each([
    { name: 'the same heap', base: heap(30), head: heap(30) },
    { name: 'a heap that grew by chance', base: heap(30), head: heap(33) },
    { name: 'a few goroutines more', base: goroutines(100), head: goroutines(103) },
    { name: 'a heap that shrank', base: heap(90), head: heap(10) },
  ])('$name: nothing to see', ({ base, head }) => {
    expect(compare(at(base, 0), at(head, 30))).toMatchObject({ verdict: 'healthy', findings: [] });
  });

  test.each([
    { with: 'code', code: { before: 'c := cache.New()', after: 'c := cache.New(cache.Max(9))' } },
    { with: 'no code', code: undefined },
  ])('name a library of the services file, with its advice and $with first', ({ code }) => {
    const library: ServiceLibrary = {
      name: 'price cache',
      functions: ['main.(*cache).put'],
      kind: 'heap',
      pattern: 'map-retention',
      advice: 'Give the price cache a bound.',
      code,
    };
    const report = compare(at(heap(10), 0), at(heap(60), 30), [library]);
    const [finding] = report.findings;
    expect(finding?.pattern).toBe('map-retention');
    expect(finding?.evidence).toContain('The services file knows this stack: price cache.');
    expect(finding?.fixes[0]).toMatchObject({ text: library.advice, ...(code ?? { before: '', after: '' }) });
    expect((finding?.fixes.length ?? 0) > 1).toBe(code === undefined);
    const shown = [
      renderTerminal(report, { color: false, width: 100 }),
      renderMarkdown({ ...report, findings: finding === undefined ? [] : [withFirstFix(finding)] }),
      JSON.stringify(findingMessages(report)),
    ];
    for (const text of shown) {
      expect(text).toContain('Give the price cache a bound.');
      expect(/Before/.test(text)).toBe(code !== undefined);
    }
  });

  test('without times say that their rates are no rates', () => {
    expect(compare(at(heap(10), -1), at(heap(60), -1)).caveats.join(' ')).toContain(
      'do not say when they were taken',
    );
  });

  test('the wrong way round are refused', () => {
    expect(() => compare(at(heap(10), 30), at(heap(60), 0))).toThrow(/base was taken after head/);
  });

  test('of different kinds, or of no kind that can be compared, are refused', () => {
    expect(() => compare(heap(1), goroutines(1))).toThrow(ProfileError);
    const cpu = { ...heap(1), sampleTypes: [{ type: 'cpu', unit: 'nanoseconds' }] };
    expect(() => compare(cpu, cpu)).toThrow(/neither a heap nor a goroutine profile/);
  });
});

function withFirstFix(finding: ReportFinding): ReportFinding {
  return { ...finding, fixes: finding.fixes.slice(0, 1) };
}
