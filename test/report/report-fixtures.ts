import { patternOf } from '../../src/leak/catalogue/catalogue.ts';
import type { PatternId } from '../../src/leak/pattern.ts';
import {
  type ReplicaReport,
  Report,
  type ReportFinding,
  type ReportFix,
  type ReportFrame,
} from '../../src/report/report.ts';

const MiB = 1024 * 1024;
const windowMs = 300_000;
const cost = { forcedCollections: 9, pauseMs: 1.4, requests: 37, bytesRead: 412_000 };

/** Two findings of the team's own code, three replicas of which two leak, a memory limit in sight. */
export const leakReport: Report = Report.parse({
  schema: 'leakcheck.report/1',
  service: 'payments',
  check: 'c-7f3a9k',
  window: window(9),
  replicas: [
    replica('payments-1', {
      from: 41,
      to: 83,
      goroutines: [212, 1_412],
      verdict: 'leak',
      reason: 'Live heap and goroutines grew in both halves of the window.',
    }),
    replica('payments-2', {
      from: 39,
      to: 38.6,
      goroutines: [204, 209],
      verdict: 'healthy',
      reason: 'Live heap and goroutines stay where they were.',
    }),
    replica('payments-3', {
      from: 44,
      to: 79,
      goroutines: [230, 1_180],
      verdict: 'leak',
      reason: 'Live heap and goroutines grew in both halves of the window.',
    }),
  ],
  verdict: 'leak',
  confidence: 0.996,
  reason:
    'Live heap and goroutines grew in both halves of the window in 2 of 3 replicas, and the second half grew no slower than the first.',
  growth: {
    heap: { perMinute: 15.4 * MiB, interval95: [14.6 * MiB, 16.2 * MiB] },
    goroutines: { perMinute: 430, interval95: [421, 440] },
  },
  limit: { bytes: 512 * MiB, target: 'payments-1', minutesLeft: 26 },
  detectable: { heapBytesPerMinute: 0.2 * MiB, goroutinesPerMinute: 1.5 },
  findings: [goroutineFinding(), cacheFinding()],
  caveats: [
    'payments-3 started 14 minutes ago: growth of a young process may still be warming up.',
    'Stacks explain 93 % of the growth of live heap; the rest is spread over many small stacks.',
  ],
});

/** One replica whose closures may pile up; a longer window would tell. */
export const suspectReport: Report = Report.parse({
  schema: 'leakcheck.report/1',
  service: 'orders',
  check: 'c-2b81xq',
  window: window(9),
  replicas: [
    replica('orders-1', {
      from: 22,
      to: 26.5,
      goroutines: [40, 41],
      verdict: 'suspect',
      reason: 'The second half grew less than the first.',
    }),
  ],
  verdict: 'suspect',
  confidence: 0.71,
  reason:
    'Live heap grew, but the second half grew less than the first: this may be a cache that is filling.',
  growth: {
    heap: { perMinute: 0.9 * MiB, interval95: [0.5 * MiB, 1.3 * MiB] },
    goroutines: { perMinute: 0.1, interval95: [-0.3, 0.5] },
  },
  detectable: { heapBytesPerMinute: 0.3 * MiB, goroutinesPerMinute: 1 },
  proposedWindowMs: 720_000,
  findings: [closureFinding()],
  caveats: ['No memory limit is configured for orders, so the time until it is reached is unknown.'],
});

export const healthyReport: Report = Report.parse({
  schema: 'leakcheck.report/1',
  service: 'catalog',
  check: 'c-91mmd0',
  window: window(9),
  replicas: [
    replica('catalog-1', {
      from: 63,
      to: 64,
      goroutines: [88, 86],
      verdict: 'healthy',
      reason: 'Live heap fills to a bound and stays there.',
    }),
    replica('catalog-2', {
      from: 61,
      to: 61.5,
      goroutines: [90, 91],
      verdict: 'healthy',
      reason: 'Live heap stays where it was.',
    }),
  ],
  verdict: 'healthy',
  confidence: 0.97,
  reason: 'Live heap and goroutines stay within their usual swing over the whole window.',
  growth: {
    heap: { perMinute: 0.05 * MiB, interval95: [-0.2 * MiB, 0.3 * MiB] },
    goroutines: { perMinute: -0.1, interval95: [-0.9, 0.7] },
  },
  detectable: { heapBytesPerMinute: 0.4 * MiB, goroutinesPerMinute: 2 },
  findings: [],
  caveats: [],
});

/** One replica refused, one restarted: nothing to judge by. */
export const inconclusiveReport: Report = Report.parse({
  schema: 'leakcheck.report/1',
  service: 'payments',
  check: 'c-0x44pp',
  window: window(5),
  replicas: [
    {
      target: 'payments-1',
      verdict: 'inconclusive',
      reason: 'It answered no capture.',
      series: { atMs: [], heapAlloc: [], goroutines: [] },
      cost: { forcedCollections: 0, requests: 0, bytesRead: 0 },
      failures: [0, 1, 2, 3, 4].map((capture) => ({
        capture,
        message: 'payments-1 refused the connection at 10.0.0.7:6060.',
        nextStep: 'Check that the process listens on that port: curl -sS http://10.0.0.7:6060/debug/pprof/',
      })),
    },
    {
      ...replica('payments-2', {
        from: 41,
        to: 12,
        goroutines: [212, 60],
        verdict: 'inconclusive',
        reason: 'It restarted inside the window.',
      }),
      failures: [
        {
          capture: 2,
          message: 'payments-2 sent 1,204 bytes of a truncated gzip stream.',
          nextStep: 'Run the check again; if it repeats, look for a proxy that cuts answers.',
        },
      ],
    },
  ],
  verdict: 'inconclusive',
  confidence: 0,
  reason:
    'No replica gave enough captures: payments-1 refused every connection, payments-2 restarted inside the window.',
  growth: {},
  proposedWindowMs: 600_000,
  findings: [],
  caveats: [
    'payments-2 restarted inside the window: its captures before and after belong to different processes.',
  ],
});

/** Every name and sentence tries to mention, format, break out or move the cursor. */
export const hostileReport: Report = Report.parse({
  ...leakReport,
  service: '<!channel> *pay*`ments`',
  check: 'c-hostile',
  reason: 'It grew <!channel> ```rm -rf``` *bold* <https://evil.example|click> \u001b[31mred & @here',
  replicas: [
    {
      ...replica('<!here>|`x`\u202e', {
        from: 1,
        to: 2,
        goroutines: [1, 2],
        verdict: 'leak',
        reason: '<!everyone>',
      }),
      failures: [{ capture: 0, message: '<html><!channel>', nextStep: '`<@U123>` ~do~ _it_' }],
    },
  ],
  findings: [
    finding({
      kind: 'goroutine',
      pattern: 'goroutine-blocked-send',
      perMinute: 10,
      interval95: [8, 12],
      atHead: 50,
      replicas: ['<!here>|`x`\u202e'],
      culprit: { function: '<!channel>', file: '/x/<!subteam^S1>/`a`.go', line: 7 },
      stack: [
        frame('runtime.chansend1\n```', '/usr/local/go/src/runtime/chan.go', 161, 'runtime'),
        frame('<!channel>', '/x/<!subteam^S1>/`a`.go', 7, 'own'),
        frame(`${'x/'.repeat(3_000)}&<>`.repeat(4), `${'../'.repeat(2_000)}etc/passwd`, 1, 'library'),
      ],
      evidence: ['<!channel> & `code` *a* <@U99>', '> quoted\n• @channel :skull:'],
      fixes: [
        {
          title: '*x*<!here>',
          text: '`unclosed <!channel>',
          before: '```\n<!channel>\n```',
          after: '`&`',
          section: '<3.1>',
        },
      ],
    }),
  ],
  caveats: ['<!channel>|*x*', '</details><script>alert(1)</script>'],
});

export const fixtureReports = {
  leakReport,
  suspectReport,
  healthyReport,
  inconclusiveReport,
  hostileReport,
} as const;

/** A report of many replicas of which the first few leak; for charts and limits. */
export function manyReplicasReport(count: number, leaking = 5): Report {
  const replicas = Array.from({ length: count }, (_, index) =>
    replica(`payments-7d9f8b6c5-${(index * 7919 + 4_000_000).toString(36).slice(-5)}${index}`, {
      from: 40 + (index % 9),
      to: index < leaking ? 75 + index * 6 : 40.5 + (index % 9),
      goroutines: index < leaking ? [200, 900 + index * 130] : [200 + (index % 7), 201 + (index % 7)],
      verdict: index < leaking ? 'leak' : 'healthy',
      reason: 'As measured.',
    }),
  );
  return Report.parse({ ...leakReport, replicas });
}

/** A report with this many findings, the names as long as real generated Go gets. */
export function manyFindingsReport(count: number): Report {
  const findings = Array.from({ length: count }, (_, index) => {
    const base = index % 3 === 0 ? cacheFinding() : goroutineFinding();
    const name = `example.com/acme/payments/internal/settlement/reconciliation${index}.(*TransactionalOutboxDispatcherWithRetries[go.shape.struct { example.com/acme/payments/internal/model.Key string }]).dispatchUntilAcknowledged.func1.2`;
    const culprit = {
      ...base.culprit,
      function: name,
      file: `/build/payments/internal/settlement/reconciliation${index}/dispatcher.go`,
    };
    const stack = base.stack.map((each) =>
      each.function === base.culprit.function ? { ...each, function: name, file: culprit.file } : each,
    );
    return {
      ...base,
      culprit,
      stack,
      fingerprint: `f${index}`,
      growth: shrunk(base.growth, index + 1),
    };
  });
  return Report.parse({ ...leakReport, findings });
}

function window(captures: number): Report['window'] {
  return { from: '2026-03-02T03:04:00.000Z', to: '2026-03-02T03:09:00.000Z', ms: windowMs, captures };
}

type ReplicaSpec = {
  readonly from: number;
  readonly to: number;
  readonly goroutines: readonly [number, number];
  readonly verdict: ReplicaReport['verdict'];
  readonly reason: string;
};

/** A replica whose series run from one value to the other, MiB and goroutines, with a little wobble. */
export function replica(target: string, spec: ReplicaSpec): ReplicaReport {
  const steps = Array.from({ length: 9 }, (_, index) => index / 8);
  const wobble = (step: number) => Math.sin(step * 29 + target.length) * 0.012;
  const [first, last] = spec.goroutines;
  return {
    target,
    verdict: spec.verdict,
    reason: spec.reason,
    series: {
      atMs: steps.map((step) => Math.round(step * windowMs) + 40),
      heapAlloc: steps.map((step) =>
        Math.round((spec.from + (spec.to - spec.from) * step) * (1 + (step % 1) * wobble(step)) * MiB),
      ),
      goroutines: steps.map((step) => Math.round(first + (last - first) * step)),
    },
    heap: {
      perMinute: ((spec.to - spec.from) / 5) * MiB,
      interval95: [((spec.to - spec.from) / 5 - 0.3) * MiB, ((spec.to - spec.from) / 5 + 0.3) * MiB],
    },
    goroutines: {
      perMinute: (last - first) / 5,
      interval95: [(last - first) / 5 - 2, (last - first) / 5 + 2],
    },
    cost,
    failures: [],
  };
}

function shrunk(
  { perMinute, interval95: [low, high] }: ReportFinding['growth'],
  by: number,
): ReportFinding['growth'] {
  return { perMinute: perMinute / by, interval95: [low / by, high / by] };
}

function goroutineFinding(): ReportFinding {
  return finding({
    kind: 'goroutine',
    pattern: 'goroutine-blocked-send',
    perMinute: 430,
    interval95: [421, 440],
    atHead: 2_150,
    replicas: ['payments-1', 'payments-3'],
    culprit: {
      function: 'example.com/acme/payments/internal/settle.(*Fanout).settle.func1',
      file: '/build/payments/internal/settle/fanout.go',
      line: 42,
    },
    startedBy: {
      function: 'example.com/acme/payments/internal/settle.(*Fanout).settle',
      file: '/build/payments/internal/settle/fanout.go',
      line: 38,
    },
    stack: [
      frame('runtime.gopark', '/usr/local/go/src/runtime/proc.go', 461, 'runtime'),
      frame('runtime.chansend', '/usr/local/go/src/runtime/chan.go', 283, 'runtime'),
      frame('runtime.chansend1', '/usr/local/go/src/runtime/chan.go', 161, 'runtime'),
      frame(
        'example.com/acme/payments/internal/settle.(*Fanout).settle.func1',
        '/build/payments/internal/settle/fanout.go',
        42,
        'own',
      ),
    ],
    evidence: [
      'All 2,150 goroutines wait in a channel send (runtime.chansend).',
      'None of those of the base capture had left by the head capture.',
      'They were started by settle.(*Fanout).settle, once a request.',
    ],
    fixes: fixesOf('goroutine-blocked-send'),
  });
}

function cacheFinding(): ReportFinding {
  return finding({
    kind: 'heap',
    pattern: 'cache-unbounded',
    perMinute: 13.9 * MiB,
    interval95: [12.8 * MiB, 15.1 * MiB],
    atHead: 71 * MiB,
    replicas: ['payments-1', 'payments-3'],
    culprit: {
      function: 'example.com/acme/payments/internal/quote.(*Cache).Put',
      file: '/build/payments/internal/quote/cache.go',
      line: 77,
    },
    stack: [
      frame(
        'internal/runtime/maps.(*table).grow',
        '/usr/local/go/src/internal/runtime/maps/table.go',
        1088,
        'runtime',
      ),
      frame(
        'runtime.mapassign_faststr',
        '/usr/local/go/src/internal/runtime/maps/runtime_faststr_swiss.go',
        335,
        'runtime',
      ),
      frame(
        'example.com/acme/payments/internal/quote.(*Cache).Put',
        '/build/payments/internal/quote/cache.go',
        77,
        'own',
      ),
      frame(
        'example.com/acme/payments/internal/api.(*Handler).Quote',
        '/build/payments/internal/api/handler.go',
        131,
        'own',
      ),
      frame(
        'github.com/go-chi/chi/v5.(*Mux).routeHTTP',
        '/root/go/pkg/mod/github.com/go-chi/chi/v5@v5.0.12/mux.go',
        459,
        'library',
      ),
      frame('net/http.HandlerFunc.ServeHTTP', '/usr/local/go/src/net/http/server.go', 2294, 'standard'),
      frame('net/http.(*conn).serve', '/usr/local/go/src/net/http/server.go', 2102, 'standard'),
    ],
    evidence: [
      '1,204 sampled objects were born here in the window and 9 of them died.',
      'The map behind it grew (maps.(*table).grow on the stack).',
    ],
    fixes: fixesOf('cache-unbounded'),
  });
}

function closureFinding(): ReportFinding {
  return finding({
    kind: 'heap',
    verdict: 'suspect',
    pattern: 'closure-capture',
    confidence: 0.71,
    perMinute: 0.8 * MiB,
    interval95: [0.3 * MiB, 1.3 * MiB],
    atHead: 5.2 * MiB,
    replicas: ['orders-1'],
    culprit: {
      function: 'example.com/acme/orders/events.(*Registry).Subscribe.func1',
      file: '/build/orders/events/registry.go',
      line: 29,
    },
    stack: [
      frame(
        'example.com/acme/orders/events.(*Registry).Subscribe.func1',
        '/build/orders/events/registry.go',
        29,
        'own',
      ),
      frame('main.handle', '/build/orders/main.go', 88, 'own'),
    ],
    evidence: ['Objects of 48 bytes, born in a closure that its registry keeps.'],
    fixes: fixesOf('closure-capture'),
  });
}

type FindingSpec = Pick<
  ReportFinding,
  'kind' | 'pattern' | 'atHead' | 'replicas' | 'culprit' | 'stack' | 'evidence' | 'fixes'
> & {
  readonly perMinute: number;
  readonly interval95: [number, number];
  readonly verdict?: ReportFinding['verdict'];
  readonly confidence?: number;
  readonly startedBy?: NonNullable<ReportFinding['startedBy']>;
};

function finding({
  perMinute,
  interval95,
  verdict = 'leak',
  confidence = 0.98,
  startedBy,
  ...rest
}: FindingSpec): ReportFinding {
  const total = perMinute * 5;
  return {
    ...rest,
    ...(startedBy === undefined ? {} : { startedBy }),
    verdict,
    confidence,
    fingerprint: `${rest.pattern}-1f0c`,
    growth: { perMinute, interval95, ...(rest.kind === 'heap' ? { bytes: total } : { count: total }) },
  };
}

function fixesOf(pattern: PatternId): ReportFix[] {
  return patternOf(pattern).fixes.map((fix) => ({ ...fix }));
}

function frame(name: string, file: string, line: number, origin: ReportFrame['origin']): ReportFrame {
  return { function: name, file, line, origin };
}
