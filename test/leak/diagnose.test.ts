import { describe, expect, test } from 'vitest';
import type { ReplicaCaptures } from '../../src/leak/captures.ts';
import { diagnose } from '../../src/leak/diagnose.ts';
import { seededNumbers } from './seeded-numbers.ts';
import { heapOf, type ServiceWork, syntheticReplica } from './synthetic-replica.ts';

const numbers = seededNumbers(5);
const windowMs = 20_000;
const waiting = 'runtime.gopark runtime.chanrecv runtime.chanrecv1 main.wait main.handle.func1';

function diagnosed(
  works: readonly ServiceWork[],
  change: (replica: ReplicaCaptures) => ReplicaCaptures = (r) => r,
) {
  const replicas = works.map((work) => change(syntheticReplica(numbers, work)));
  return diagnose({ windowMs, plannedCaptures: 5, replicas, modulePrefixes: [], libraries: [] });
}

describe('goroutines', () => {
  test('that pile up are one leak with where and how they wait', () => {
    const { verdict, confidence, findings } = diagnosed([
      { goroutines: { [waiting]: (x) => 100 + 400 * x } },
    ]);
    expect(verdict).toBe('leak');
    expect(confidence).toBeGreaterThan(0.9);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      kind: 'goroutine',
      pattern: 'goroutine-blocked-receive',
      culprit: { function: 'main.wait' },
      growth: { amount: 400 },
      atHead: 500,
    });
  });

  test.each<{ name: string; count: (share: number) => number; verdict: string }>([
    { name: 'that stay', count: () => 5_000, verdict: 'healthy' },
    { name: 'of a pool that adds one worker', count: (x) => (x > 0.5 ? 11 : 10), verdict: 'healthy' },
    { name: 'of a pool that is full half-way', count: (x) => Math.min(400, 800 * x), verdict: 'healthy' },
    { name: 'that come and go', count: (x) => 100 + 40 * Math.cos(12 * x), verdict: 'healthy' },
    { name: 'that end', count: (x) => 1_000 - 900 * x, verdict: 'healthy' },
    { name: 'that leak slowly', count: (x) => 10 + 12 * x, verdict: 'leak' },
  ])('$name: $verdict', ({ count, verdict }) => {
    expect(diagnosed([{ goroutines: { [waiting]: count } }]).verdict).toBe(verdict);
  });

  test('and the heap that they hold are one finding', () => {
    const heap = [{ stack: 'main.wait main.handle.func1', objectBytes: 2_048, kept: 15_000 }];
    const { findings } = diagnosed([{ heap, goroutines: { [waiting]: (x) => 100 + 400 * x } }]);
    expect(findings.map(({ kind }) => kind)).toEqual(['goroutine']);
    expect(findings[0]?.facts.map(({ kind }) => kind)).toContain('holds-heap');
  });

  test('of a library and what was made where it started them are one finding, with the own code that asked for it', () => {
    const at = (name: string) => `github.com/x/bus.${name}@/mod/github.com/x/bus@v1.0.0/bus.go:5`;
    const heap = [{ stack: `${at('New')} main.(*App).configure main.main`, objectBytes: 4_096, kept: 8_000 }];
    const goroutines = {
      [`runtime.gopark runtime.selectgo ${at('New.func1')}`]: (x: number) => 100 + 400 * x,
    };
    const { findings } = diagnosed([{ heap, goroutines }]);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      kind: 'goroutine',
      pattern: 'resource-not-closed',
      culprit: { function: 'main.(*App).configure' },
    });
  });

  test('that block in a handler and what the server made for their requests are one finding', () => {
    const serve = 'net/http.(*conn).serve@/go/src/net/http/server.go:9';
    const heap = [
      {
        stack: `net/http.readRequest@/go/src/net/http/request.go:3 ${serve}`,
        objectBytes: 4_096,
        kept: 8_000,
      },
    ];
    const goroutines = {
      [`runtime.gopark runtime.chanrecv main.(*App).answer ${serve}`]: (x: number) => 100 + 400 * x,
    };
    const { findings } = diagnosed([{ heap, goroutines }]);
    expect(findings.map(({ culprit }) => culprit.function)).toEqual(['main.(*App).answer']);
    expect(findings[0]?.facts.map(({ kind }) => kind)).toContain('holds-heap');
  });

  test('of a library that are as many as those of own code which wait for them come with those', () => {
    const serving =
      'runtime.gopark runtime.selectgo net/http.(*persistConn).writeLoop@/go/src/net/http/transport.go:9';
    const goroutines = {
      [waiting]: (x: number) => 100 + 400 * x,
      [serving]: (x: number) => 101 + 400 * x,
    };
    const { findings } = diagnosed([{ goroutines }]);
    expect(findings.map(({ culprit }) => culprit.function)).toEqual(['main.wait']);
    expect(findings[0]?.facts).toContainEqual({
      kind: 'companions',
      function: 'net/http.(*persistConn).writeLoop',
      count: 400,
    });
  });

  test('and an independent heap leak are two', () => {
    const heap = [{ stack: 'main.(*cache).put main.price', objectBytes: 2_048, kept: 15_000 }];
    const { findings } = diagnosed([{ heap, goroutines: { [waiting]: (x) => 100 + 400 * x } }]);
    expect(findings.map(({ kind, verdict }) => `${kind} ${verdict}`).sort()).toEqual([
      'goroutine leak',
      'heap leak',
    ]);
  });
});

describe('replicas', () => {
  const leaking = { goroutines: { [waiting]: (x: number) => 100 + 400 * x } };
  const calm = { goroutines: { [waiting]: () => 100 } };

  test('one that leaks makes the service leak, and is the only one named', () => {
    const { verdict, findings, replicas } = diagnosed([
      { ...calm, target: 'a' },
      { ...leaking, target: 'b' },
      { ...calm, target: 'c' },
    ]);
    expect(verdict).toBe('leak');
    expect(findings[0]?.replicas).toEqual(['b']);
    expect(replicas.map((each) => each.verdict)).toEqual(['healthy', 'leak', 'healthy']);
  });

  test('all that leak are summed', () => {
    const { findings } = diagnosed(['a', 'b', 'c'].map((target) => ({ ...leaking, target })));
    expect(findings[0]).toMatchObject({
      growth: { amount: 1_200 },
      atHead: 1_500,
      replicas: ['a', 'b', 'c'],
    });
    expect(findings[0]?.facts).toContainEqual({ kind: 'wait', wait: 'receive', atBase: 300, atHead: 1_500 });
  });

  test.each([
    { unreachable: 0, verdict: 'healthy' },
    { unreachable: 1, verdict: 'healthy' },
    { unreachable: 2, verdict: 'inconclusive' },
    { unreachable: 3, verdict: 'inconclusive' },
  ])('$unreachable of three without captures: $verdict', ({ unreachable, verdict }) => {
    const names = ['a', 'b', 'c'];
    const diagnosis = diagnosed(
      names.map((target) => ({ ...calm, target })),
      (replica) => (names.indexOf(replica.target) < unreachable ? { ...replica, captures: [] } : replica),
    );
    expect(diagnosis.verdict).toBe(verdict);
    expect(diagnosis.replicas.filter((each) => each.verdict === 'inconclusive')).toHaveLength(unreachable);
  });

  test('a leak counts whatever the others do not say', () => {
    const { verdict } = diagnosed(
      [
        { ...leaking, target: 'a' },
        { ...calm, target: 'b' },
      ],
      (replica) => (replica.target === 'b' ? { ...replica, captures: [] } : replica),
    );
    expect(verdict).toBe('leak');
  });

  test('none at all is inconclusive', () => {
    expect(diagnosed([])).toMatchObject({ verdict: 'inconclusive', confidence: 0, findings: [] });
  });
});

describe('confidence', () => {
  const leak = (captures: number, age: number) =>
    diagnosed([{ captures, age, goroutines: { [waiting]: (x) => 1_000 + 4_000 * x } }]).confidence;

  test('rises with the captures and is capped for a young process', () => {
    expect(leak(9, 1.5)).toBeGreaterThan(leak(5, 1.5));
    expect(leak(9, 0.5)).toBeLessThanOrEqual(0.9);
    expect(leak(9, 1.5)).toBeLessThan(1);
  });

  test('growth that the process’s life denies is a suspect: recent or periodic', () => {
    const { verdict, findings } = diagnosed([{ age: 50, goroutines: { [waiting]: (x) => 10 + 400 * x } }]);
    expect(verdict).toBe('suspect');
    expect(findings[0]?.facts.map(({ kind }) => kind)).toContain('recent');
  });
});

test('a healthy verdict says what it would have shown, more exactly for a calmer heap', () => {
  const calm = diagnosed([{ scatterBytes: 1e3 }]);
  const noisy = diagnosed([{ scatterBytes: 5e6 }]);
  expect([calm.verdict, noisy.verdict]).toEqual(['healthy', 'healthy']);
  expect(noisy.detectable?.heapBytesPerMinute).toBeGreaterThan(
    calm.detectable?.heapBytesPerMinute ?? Number.NaN,
  );
});

test('a healthy verdict promises less where goroutines come and go', () => {
  const waves = (share: number) => Math.round(200 + 80 * Math.cos(9 * share));
  const calm = diagnosed([{ goroutines: { [waiting]: () => 200 } }]);
  const busy = diagnosed([{ goroutines: { [waiting]: waves } }]);
  expect([calm.verdict, busy.verdict]).toEqual(['healthy', 'healthy']);
  expect(busy.detectable?.goroutinesPerMinute).toBeGreaterThan(
    3 * (calm.detectable?.goroutinesPerMinute ?? Number.NaN),
  );
});

test.each([1.5, 2, 3])(
  'what is in use under a load that rises %d times is hardly ever called a leak',
  (times) => {
    const services = 100;
    const verdicts = Array.from({ length: services }, () => {
      const made = syntheticReplica(numbers, { captures: 9, windowMs: 300_000, age: 4 });
      let mallocs = 4_000_000;
      const captures = made.captures.map((capture, index) => {
        const load = 1 + ((times - 1) * index) / 8;
        mallocs += index === 0 ? 0 : 1_000_000 * load * (1 + 0.02 * numbers.normal());
        const inUse = 20e6 * load * (1 + 0.01 * numbers.normal());
        const rows = [
          {
            stack: 'main.(*App).answer main.serve',
            objectBytes: 4_096,
            live: Math.round(inUse / 524_288),
            allocated: 9_000 * (index + 4),
          },
        ];
        return {
          ...capture,
          heap: heapOf(rows),
          memStats: { ...capture.memStats, mallocs: Math.round(mallocs), heapAlloc: 8e6 + inUse },
        };
      });
      const replicas = [{ ...made, captures }];
      return diagnose({ windowMs: 300_000, plannedCaptures: 9, replicas, modulePrefixes: [], libraries: [] })
        .verdict;
    });
    expect(verdicts.filter((verdict) => verdict === 'leak').length / services).toBeLessThanOrEqual(0.03);
  },
);
