import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/leak/diagnose.ts';
import type { Finding } from '../../src/leak/finding.ts';
import { heapFindings } from '../../src/leak/heap-findings.ts';
import { isJudged, type JudgedReplica, readReplica } from '../../src/leak/judged-replica.ts';
import { seededNumbers } from './seeded-numbers.ts';
import { type HeapWork, heapOf, type ServiceWork, syntheticReplica } from './synthetic-replica.ts';

const KiB = 1024;
const numbers = seededNumbers(77);
const windowMs = 20_000;

function judged(work: ServiceWork): JudgedReplica {
  const reading = readReplica(syntheticReplica(numbers, work), { windowMs, modulePrefixes: [] });
  if (!isJudged(reading)) throw new Error(`cannot be judged: ${reading.unusable.kind}`);
  return reading;
}

function found(...works: readonly ServiceWork[]): Finding[] {
  return heapFindings(works.map(judged), { modulePrefixes: [], libraries: [] });
}

const culprits = (findings: readonly Finding[]) => findings.map(({ culprit }) => culprit.function);

describe('what is named', () => {
  const leak = (stack: string, bytes: number, objectBytes = 256): HeapWork => ({
    stack,
    objectBytes,
    kept: bytes / objectBytes,
  });

  test('a leak of small objects, with its size, its objects and the share that it explains', () => {
    const [finding, ...rest] = found({ heap: [leak('main.keep main.handle main.main', 20e6)] });
    expect(rest).toEqual([]);
    expect(finding).toMatchObject({ kind: 'heap', verdict: 'leak', culprit: { function: 'main.keep' } });
    expect(finding?.growth.amount).toBeGreaterThan(10e6);
    expect(finding?.facts).toContainEqual({ kind: 'object-size', bytes: 256 });
    expect(finding?.facts.map(({ kind }) => kind)).toContain('share-of-growth');
  });

  test('own code above a library that allocates for it', () => {
    const stack =
      'encoding/json.Unmarshal@/go/src/encoding/json/decode.go:1 github.com/x/lib.Decode@/mod/github.com/x/lib@v1.2.0/a.go:3 shop.(*Cart).Load main.main';
    expect(culprits(found({ heap: [leak(stack, 20e6)] }))).toEqual(['shop.(*Cart).Load']);
  });

  test('two leaks in siblings under one handler stay two findings', () => {
    const heap = [
      leak('main.cache main.handle main.main', 30e6),
      leak('main.audit main.handle main.main', 20e6),
    ];
    expect(culprits(found({ heap })).sort()).toEqual(['main.audit', 'main.cache']);
  });

  test('what is kept and what keeps it, on one path of calls, are one finding', () => {
    const heap = [
      leak('main.decode main.handle main.main', 30e6),
      leak('main.(*Registry).add main.decode main.handle main.main', 10e6),
    ];
    const findings = found({ heap });
    expect(culprits(findings)).toEqual(['main.decode']);
    expect(findings[0]?.facts).toContainEqual(
      expect.objectContaining({ kind: 'related', function: 'main.(*Registry).add' }),
    );
  });

  test('a library whose objects keep what own code made, by its own growing stacks', () => {
    const driver =
      'github.com/lib/pq.(*conn).prepareTo@/mod/github.com/lib/pq@v1.10.9/conn.go:1 database/sql.(*DB).prepareDC@/go/src/database/sql/sql.go:2 database/sql.(*DB).PrepareContext@/go/src/database/sql/sql.go:3 main.(*App).value main.main';
    const heap = [
      leak('strings.(*Builder).WriteString main.(*App).value main.main', 20e6),
      leak(driver, 10e6),
    ];
    const [finding] = found({ heap });
    expect(finding).toMatchObject({
      culprit: { function: 'main.(*App).value' },
      pattern: 'resource-not-closed',
    });
  });

  test('a leak spread over many places: the deepest function that they have in common', () => {
    const makers = Array.from({ length: 16 }, (_, index) =>
      leak(`main.(*kind${index}).build main.keepAll main.route main.main`, 1e6),
    );
    const [finding, ...rest] = found({ heap: makers });
    expect(rest).toEqual([]);
    expect(finding).toMatchObject({ verdict: 'leak', culprit: { function: 'main.keepAll' } });
    expect(finding?.facts.find(({ kind }) => kind === 'spread')).toMatchObject({
      stacks: expect.toSatisfy((stacks: number) => stacks > 8),
    });
  });

  test('a handler’s own leak and an independent one below another handler stay two', () => {
    const heap = [
      leak('main.handleA main.serve main.main', 30e6),
      leak('main.handleB main.serve main.main', 30e6),
    ];
    expect(found({ heap })).toHaveLength(2);
  });

  test('lines, closures and type arguments of one function are one finding', () => {
    const heap = [
      leak('main.Store[go.shape.int].Put@/s.go:10 main.main', 12e6),
      leak('main.Store[go.shape.string].Put@/s.go:14 main.main', 12e6),
      leak('main.Store[go.shape.string].Put.func1@/s.go:15 main.main', 12e6),
    ];
    expect(found({ heap })).toHaveLength(1);
  });

  test('objects so large that each is sampled are judged by their bytes', () => {
    const [finding] = found({ heap: [leak('main.buffer main.main', 40 * 4e6, 4e6)] });
    expect(finding).toMatchObject({
      verdict: 'leak',
      culprit: { function: 'main.buffer' },
      pattern: 'slice-retention',
    });
    expect(finding?.growth.amount).toBeCloseTo(160e6, -6);
  });

  test('replicas add up, and the one that leaks is named', () => {
    const heap = [leak('main.keep main.main', 20e6)];
    const steady = [{ stack: 'main.keep main.main', objectBytes: 256, atBase: 4e4 }];
    const [finding] = found(
      { target: 'shop-1', heap: steady },
      { target: 'shop-2', heap },
      { target: 'shop-3', heap: steady },
    );
    expect(finding).toMatchObject({ verdict: 'leak', replicas: ['shop-2'] });
    const three = found(...['a', 'b', 'c'].map((target) => ({ target, heap })));
    expect(three[0]?.growth.amount).toBeGreaterThan(40e6);
    expect(three[0]?.replicas).toEqual(['a', 'b', 'c']);
  });
});

describe('what is not named', () => {
  test.each<{ name: string; heap: HeapWork[] }>([
    { name: 'a heap that stays', heap: [{ stack: 'main.cache main.main', objectBytes: 512, atBase: 1e5 }] },
    {
      name: 'churn',
      heap: [{ stack: 'main.render main.main', objectBytes: 2 * KiB, atBase: 2e3, passing: 1e5 }],
    },
    {
      name: 'a full cache whose entries are replaced',
      heap: [
        {
          stack: 'main.cache main.main',
          objectBytes: 4 * KiB,
          atBase: 1e4,
          kept: 5e3,
          dying: 5e3,
          passing: 5e4,
        },
      ],
    },
  ])('$name, in 95 of 100 windows or more', ({ heap }) => {
    const rounds = 80;
    let named = 0;
    for (let round = 0; round < rounds; round++) if (found({ heap, scatterBytes: 3e5 }).length > 0) named++;
    expect(named / rounds).toBeLessThanOrEqual(0.05);
  });

  test('one slice that is replaced by a larger one is no leak after one step', () => {
    const replica = syntheticReplica(numbers, { heap: [] });
    const grown = { stack: 'main.grow main.main', objectBytes: 16e6, live: 1, allocated: 2 };
    const small = { stack: 'main.grow main.main', objectBytes: 8e6, live: 1, allocated: 1 };
    const captures = replica.captures.map((capture, index) => {
      const row = index < 3 ? small : grown;
      return {
        ...capture,
        memStats: { ...capture.memStats, heapAlloc: row.objectBytes },
        heap: { ...capture.heap, samples: [heapRow(small, index >= 3), heapRow(grown, index < 3)] },
      };
    });
    const { verdict } = diagnose({
      windowMs,
      plannedCaptures: 5,
      replicas: [{ ...replica, captures }],
      modulePrefixes: [],
      libraries: [],
    });
    expect(verdict).not.toBe('leak');
  });
});

describe('in simulation', () => {
  const rounds = 200;

  test.each([
    { name: '15 MB of small objects', kept: 15e6 / 200, objectBytes: 200, dying: 0 },
    { name: '40 MB of small objects', kept: 40e6 / 200, objectBytes: 200, dying: 0 },
    { name: '30 MB of objects of 100 KiB', kept: 300, objectBytes: 100 * KiB, dying: 0 },
    { name: 'growth while others die', kept: 6e4, objectBytes: 1_000, dying: 2e4 },
  ])('the interval holds the true growth of $name about 95 times in 100', ({ kept, objectBytes, dying }) => {
    let covered = 0;
    let reported = 0;
    for (let round = 0; round < rounds; round++) {
      const heap = [{ stack: 'main.keep main.main', objectBytes, kept, dying, atBase: dying }];
      for (const { growth } of found({ heap })) {
        reported++;
        const truth = (kept - dying) * objectBytes;
        if (growth.interval95[0] <= truth && truth <= growth.interval95[1]) covered++;
      }
    }
    expect(reported).toBeGreaterThan(rounds * 0.95);
    expect(covered / reported).toBeGreaterThanOrEqual(0.92);
  });

  test('interval and test never disagree: what is named by the test has an interval without 0', () => {
    let disagreements = 0;
    for (let round = 0; round < 80; round++) {
      const kept = 2e4 + 4e4 * numbers.uniform();
      const findings = found({
        heap: [{ stack: 'main.keep main.main', objectBytes: 200, kept, atBase: 5e4, dying: 1e4 }],
      });
      for (const { growth, facts } of findings) {
        const p = facts.find((fact) => fact.kind === 'samples')?.p ?? 1;
        if (p <= 0.05 && growth.interval95[0] < 0) disagreements++;
        if (growth.amount < growth.interval95[0] || growth.amount > growth.interval95[1]) disagreements++;
      }
    }
    expect(disagreements).toBe(0);
  });
});

function heapRow(
  row: { stack: string; objectBytes: number; live: number; allocated: number },
  gone: boolean,
) {
  return {
    stack: row.stack.split(' ').map((name) => ({ function: name, file: 'main.go', line: 1 })),
    values: [row.allocated, row.allocated * row.objectBytes, gone ? 0 : 1, gone ? 0 : row.objectBytes],
    objectBytes: row.objectBytes,
  };
}

describe('one array that is appended to', () => {
  const MB = 1e6;

  /** A process of this age (in windows) whose one array has these sizes at its captures. */
  function appending(sizes: readonly number[], age: number): JudgedReplica {
    const made = syntheticReplica(numbers, { captures: sizes.length, age });
    const captures = made.captures.map((capture, index) => {
      const bytes = sizes[index] ?? 0;
      const row = {
        stack: 'main.(*log).append main.serve',
        objectBytes: bytes,
        live: 1,
        allocated: 1 + index,
      };
      return {
        ...capture,
        heap: heapOf([row]),
        memStats: { ...capture.memStats, heapAlloc: 8 * MB + bytes },
      };
    });
    const reading = readReplica({ ...made, captures }, { windowMs, modulePrefixes: [] });
    if (!isJudged(reading)) throw new Error('cannot be judged');
    return reading;
  }

  const verdict = (sizes: readonly number[], age: number) => {
    const [finding] = heapFindings(
      [
        appending(
          sizes.map((size) => size * MB),
          age,
        ),
      ],
      { modulePrefixes: [], libraries: [] },
    );
    return finding && { verdict: finding.verdict, facts: finding.facts.map(({ kind }) => kind) };
  };

  test('replaced twice in a process of some age is a leak', () => {
    const found = verdict([40, 40, 60, 60, 90], 1.5);
    expect(found?.verdict).toBe('leak');
    expect(found?.facts).toContain('array-steps');
  });

  test('replaced twice while the process starts is a suspect, as a buffer that warms up does the same', () => {
    const found = verdict([40, 40, 60, 60, 90], 0.5);
    expect(found?.verdict).toBe('suspect');
    expect(found?.facts).toContain('stairs');
  });

  test('replaced once is a suspect, with the time to the next step', () => {
    const found = verdict([40, 40, 40, 60, 60], 1.5);
    expect(found?.verdict ?? 'none').not.toBe('leak');
  });
});

test('a leak that so many replicas share that each has little of it is one finding of all of them', () => {
  const heap = [{ stack: 'main.keep main.handle main.main', objectBytes: 256, kept: 400_000 }];
  const works = Array.from({ length: 30 }, (_, index) => ({ target: `shop-${index}`, heap }));
  const [finding] = found(...works);
  expect(finding).toMatchObject({ verdict: 'leak', culprit: { function: 'main.keep' } });
  expect(finding?.replicas).toHaveLength(30);
});

test('of three replicas the one that leaks is named alone, though the samples of the others rise as well', () => {
  const stack = 'main.(*cache).put main.serve main.main';
  const full: HeapWork = { stack, objectBytes: 2_048, atBase: 20_000, kept: 8_000, dying: 8_000 };
  const own = seededNumbers(12);
  const called = Array.from({ length: 20 }, () => {
    const replicas = [full, { ...full, kept: 20_000 }, full].map((heap, index) =>
      syntheticReplica(own, { target: `shop-${index}`, scatterBytes: 1e5, heap: [heap] }),
    );
    const { findings } = diagnose({
      windowMs,
      plannedCaptures: 5,
      replicas,
      modulePrefixes: [],
      libraries: [],
    });
    return findings[0]?.replicas.length;
  });
  expect(called.filter((replicas) => replicas !== 1).length).toBeLessThanOrEqual(3);
});
