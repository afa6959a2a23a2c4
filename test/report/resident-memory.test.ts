import { describe, expect, test } from 'vitest';
import type { ReplicaCaptures } from '../../src/leak/captures.ts';
import { diagnose } from '../../src/leak/diagnose.ts';
import type { ServiceMetrics } from '../../src/metrics/service-metrics.ts';
import { buildReport } from '../../src/report/build-report.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { Report } from '../../src/report/report.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { rootVerdict } from '../../src/report/thread/root-message.ts';
import { verdictMessage } from '../../src/report/thread/verdict-message.ts';
import { seededNumbers } from '../leak/seeded-numbers.ts';
import { type ServiceWork, syntheticReplica } from '../leak/synthetic-replica.ts';

const numbers = seededNumbers(31);
const windowMs = 20_000;
const MiB = 2 ** 20;

/** Resident memory in MiB at the five captures; Go's runtime holds 30 MiB of it throughout. */
type Told = {
  readonly work?: ServiceWork;
  readonly rss: readonly (number | undefined)[];
  readonly limitBytes?: number;
  readonly goMiB?: number;
};

function replicaOf({ work = {}, rss, limitBytes, goMiB = 30 }: Told): ReplicaCaptures {
  const replica = syntheticReplica(numbers, work);
  return {
    ...replica,
    captures: replica.captures.map((capture, index) => {
      const resident = rss[index];
      const metrics: ServiceMetrics = {
        rssBytes: resident === undefined ? undefined : resident * MiB,
        startTimeSeconds: undefined,
        limitBytes,
        requests: undefined,
      };
      return { ...capture, memStats: { ...capture.memStats, sys: goMiB * MiB, heapReleased: 0 }, metrics };
    }),
  };
}

function reported(replicas: readonly ReplicaCaptures[], memoryLimitBytes?: number): Report {
  const diagnosis = diagnose({ windowMs, plannedCaptures: 5, replicas, modulePrefixes: [], libraries: [] });
  return Report.parse(
    buildReport(diagnosis, {
      service: 'shop',
      check: 'c-1a2b3c',
      fromMs: Date.UTC(2026, 0, 1),
      windowMs,
      plannedCaptures: 5,
      memoryLimitBytes,
      costs: new Map(),
    }),
  );
}

const outside = { rss: [40, 50.1, 60, 70.1, 80] };

describe('a report of memory that grows outside Go', () => {
  const report = reported([
    replicaOf(outside),
    replicaOf({ rss: [40, 40, 40, 40, 40], work: { target: 'b' } }),
  ]);

  test('says so with numbers, as a suspect without a stack', () => {
    expect(report).toMatchObject({ verdict: 'suspect', findings: [] });
    expect(report.reason).toBe(
      "Memory outside the Go heap (cgo, mmap, threads) grows on shop-1 (+120 MiB/min), while Go's own does not explain it.",
    );
    expect(report.replicas.map(({ verdict }) => verdict)).toEqual(['suspect', 'healthy']);
    expect(report.replicas[0]?.reason).toBe(
      "Memory outside the Go heap grows (+120 MiB/min): at the end 80 MiB are resident, of which Go's runtime holds at most 30 MiB.",
    );
  });

  test('carries the series and the rates', () => {
    const [shop, b] = report.replicas;
    expect(shop?.series.rss).toEqual(outside.rss.map((value) => value * MiB));
    expect((shop?.outsideGo?.perMinute ?? 0) / MiB).toBeCloseTo(120, 0);
    expect((shop?.rss?.perMinute ?? 0) / MiB).toBeCloseTo(120, 0);
    expect(b?.outsideGo).toBeUndefined();
    expect(report.growth.rss).toBeDefined();
  });

  test('says what it is, how sure, and what to run next', () => {
    const [what, next] = report.caveats;
    expect(what).toMatch(
      /^shop-1 gains \+120 MiB\/min \(95 % interval \+1\d\d to \+1\d\d\) of resident memory/,
    );
    for (const word of ['smaps', 'threadcreate', 'jemalloc']) expect(next).toContain(word);
    for (const caveat of report.caveats) expect(caveat.length).toBeLessThanOrEqual(320);
  });

  test('shows it wherever it is read', () => {
    const shown = [
      renderTerminal(report, { color: false, width: 200 }),
      renderMarkdown(report),
      JSON.stringify(verdictMessage(report, 'U1')),
    ];
    for (const text of shown) {
      expect(text).toContain('may be leaking memory outside Go');
      expect(text).toContain('Resident memory (RSS): growing');
    }
    expect(shown[0]).toMatch(/RSS ▁\S+█ 40 MiB → 80 MiB/);
    expect(JSON.stringify(rootVerdict(report, 'U1'))).toContain('MiB/min resident');
  });
});

describe('a report without metrics', () => {
  test('has no trace of them', () => {
    const report = reported([syntheticReplica(numbers, {})]);
    expect(JSON.stringify(report)).not.toMatch(/rss|outsideGo|RSS/);
    expect(renderTerminal(report, { color: false, width: 200 })).not.toContain('RSS');
  });

  test('says once why they could not be read, and what to do', () => {
    const problem = {
      message: 'shop-1 (a:1) answered 404 Not Found for /metrics.',
      nextStep: 'Check `metrics`.',
    };
    const replicas = ['a', 'b', 'c'].map((target, index) => ({
      ...syntheticReplica(numbers, { target }),
      metricsProblems: Array(index === 1 ? 5 : 2).fill(problem),
    }));
    const said = reported(replicas).caveats.filter((caveat) => caveat.includes('metrics'));
    expect(said).toEqual([
      'The metrics of b could not be read at 5 of 5 captures, as those of 2 other replicas: shop-1 (a:1) answered 404 Not Found for /metrics. Check `metrics`.',
    ]);
  });
});

describe('the time to the memory limit', () => {
  const leaking = {
    heap: [{ stack: 'main.(*cache).put main.price', objectBytes: 1_024, kept: 30_000 }],
  };
  const minutes = (told: Told, memoryLimitBytes?: number) =>
    reported([replicaOf(told)], memoryLimitBytes).limit;

  test('goes by the growth of the resident set where that is known', () => {
    expect(minutes(outside, 200 * MiB)?.minutesLeft).toBeCloseTo(1, 1);
  });

  test('takes the limit from the metrics, unless the services file has one', () => {
    const told = { ...outside, limitBytes: 320 * MiB };
    expect(minutes(told)).toMatchObject({ bytes: 320 * MiB, target: 'shop-1' });
    expect(minutes(told)?.minutesLeft).toBeCloseTo(2, 1);
    expect(minutes(told, 200 * MiB)?.bytes).toBe(200 * MiB);
    expect(minutes(outside)).toBeUndefined();
  });

  test('goes by the live heap while the resident set stands still, from what is resident', () => {
    const told = { work: leaking, rss: [100, 100, 100, 100, 100], goMiB: 90 };
    const perMinute = (30_000 * 1_024 * 3) / MiB;
    expect(minutes(told, 200 * MiB)?.minutesLeft).toBeCloseTo(100 / (2 * perMinute), 1);
  });

  test('does not go by a resident set that only catches up with its heap', () => {
    expect(minutes({ rss: [40, 60, 70, 75, 77.5], goMiB: 70 }, 200 * MiB)?.minutesLeft).toBeUndefined();
  });

  test('is over where the limit is', () => {
    expect(minutes(outside, 50 * MiB)?.minutesLeft).toBe(0);
  });
});

describe('a service without requests', () => {
  test('is inconclusive, and says by which counter', () => {
    const replica = syntheticReplica(numbers, {});
    const captures = replica.captures.map((capture, index) => ({
      ...capture,
      memStats: { ...capture.memStats, mallocs: 1e6 + index * 3_000 },
      metrics: {
        rssBytes: undefined,
        startTimeSeconds: undefined,
        limitBytes: undefined,
        requests: 7 + index,
      },
    }));
    const report = reported([{ ...replica, captures }]);
    expect(report.verdict).toBe('inconclusive');
    expect(report.reason).toContain('served next to no requests in the window (4 by its own counter');
  });
});
