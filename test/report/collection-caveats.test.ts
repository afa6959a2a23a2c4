import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/leak/diagnose.ts';
import { buildReport } from '../../src/report/build-report.ts';
import { fewerCapturesCaveat } from '../../src/report/collection-caveats.ts';
import { Report } from '../../src/report/report.ts';
import { seededNumbers } from '../leak/seeded-numbers.ts';
import { type ServiceWork, syntheticReplica } from '../leak/synthetic-replica.ts';

const windowMs = 20_000;
const waiting = 'runtime.gopark runtime.chansend runtime.chansend1 main.(*Feed).push main.handle.func1';
const leakingHeap = { heap: [{ stack: 'main.(*cache).put main.price', objectBytes: 2_048, kept: 30_000 }] };
/** What Slack shows of a caveat. */
const longestCaveat = 320;

/** The report of a check that may force no collection; `numGC` at each capture where the process hardly collects. */
function unforced(work: ServiceWork, numGC?: readonly number[]): Report {
  const replica = syntheticReplica(seededNumbers(11), work);
  const captures = replica.captures.map((capture, index) => ({
    ...capture,
    collections: 0 as const,
    memStats: { ...capture.memStats, numGC: numGC?.[index] ?? capture.memStats.numGC },
  }));
  const input = { windowMs, plannedCaptures: 5, modulePrefixes: [], libraries: [] };
  return Report.parse(
    buildReport(diagnose({ ...input, replicas: [{ ...replica, captures }] }), {
      service: 'shop',
      check: 'c-1a2b3c',
      fromMs: Date.UTC(2026, 0, 1),
      windowMs,
      plannedCaptures: 5,
      memoryLimitBytes: undefined,
      costs: new Map(),
    }),
  );
}

describe('a report without forced collections', () => {
  test('of a heap that grows says why it is no more than suspect, and what to do', () => {
    const report = unforced(leakingHeap);
    expect(report.reason).toBe(
      'Live heap piles up in main.(*cache).put, but no collection was forced, and without one that is never called a leak.',
    );
    expect(report.replicas[0]?.reason).toMatch(
      /^It grows \(.+\) by what samples tell; without a forced collection that is no proof\.$/,
    );
    expect(report.findings[0]?.evidence.join(' ')).toContain('To be sure, allow collections (`gc`)');
    expect(report.caveats.join(' ')).toContain('No collection was forced (`gc: false`)');
  });

  test('of a healthy service says what samples would have shown', () => {
    expect(unforced({}).reason).toMatch(
      /^Nothing grows as a leak does; in 20s a leak of [\d.]+ MiB\/min of live heap \(by samples, as a suspect at most\) or of 30 goroutines\/min would have shown\.$/,
    );
  });

  test('of a process that hardly collects is inconclusive and says what to do', () => {
    const report = unforced({}, [7, 7, 7, 8, 8]);
    expect(report).toMatchObject({ verdict: 'inconclusive', confidence: 0 });
    expect(report.reason).toContain('the service made only 1 of its own in the window');
    expect(report.reason).toContain('Allow collections, or check over a longer window.');
  });

  test('of goroutines that leak says the same of the heap alone', () => {
    const report = unforced({ goroutines: { [waiting]: (x) => 50 + 200 * x } });
    expect(report.verdict).toBe('leak');
    expect(report.caveats.join(' ')).toContain('Goroutines are counted exactly.');
  });

  test('shows live heap as samples tell it, not what the counters hold with the garbage', () => {
    const { replicas } = unforced(leakingHeap);
    expect(Math.max(...(replicas[0]?.series.heapAlloc ?? []))).toBeGreaterThan(30e6);
    expect(replicas[0]?.series.heapAlloc[0]).toBe(0);
  });

  test('fits its caveats into the thread', () => {
    expect(unforced(leakingHeap).caveats.every((caveat) => caveat.length <= longestCaveat)).toBe(true);
  });
});

describe('fewer captures than usual', () => {
  test.each([
    {
      captures: 4,
      minutes: 5,
      says: '3.0 times as fast to stand out as surely, none is called surer than 90 %',
    },
    { captures: 4, minutes: 5, says: 'a replica that misses one cannot be judged' },
    { captures: 6, minutes: 5, says: 'a replica that misses more than 2 cannot be judged' },
    { captures: 6, minutes: 5, says: '6 captures were planned instead of the usual 9 (`captures`)' },
  ])('$captures in $minutes minutes say: $says', ({ captures, minutes, says }) => {
    const [caveat = '', ...more] = fewerCapturesCaveat(captures, minutes * 60_000);
    expect(caveat).toContain(says);
    expect(caveat.length).toBeLessThanOrEqual(longestCaveat);
    expect(more).toEqual([]);
  });

  test('are said nothing of where there are as many', () => {
    expect(fewerCapturesCaveat(9, 300_000)).toEqual([]);
  });
});
