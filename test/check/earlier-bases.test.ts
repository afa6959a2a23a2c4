import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { analyseCaptures } from '../../src/check/analyse-captures.ts';
import { earlierBaseAdder } from '../../src/check/earlier-bases.ts';
import type { CheckPlan } from '../../src/check/plan.ts';
import { type DiagnosedReplica, type ProcessRecord, processRecord } from '../../src/check/process-record.ts';
import { readCaptures } from '../../src/check/read-captures.ts';
import { memoryProfiles } from './memory-ports.ts';
import { recordedStore } from './recorded-windows.ts';

vi.setConfig({ testTimeout: 30_000 });

const minute = 60_000;
const modulePrefixes: readonly string[] = [];

type Window = { readonly plan: CheckPlan; readonly stored: readonly DiagnosedReplica[] };

let profiles: ReturnType<typeof memoryProfiles>;
let recorded: Awaited<ReturnType<typeof recordedStore>>;
/** The same process, one window after the other. */
let first: Window;
let middle: Window;
let last: Window;
/** Another process of the same service, at the time of the first window. */
let other: Window;

beforeAll(async () => {
  recorded = await recordedStore('payments');
  first = await window('payments-1', { start: 0, afterMs: 0 });
  middle = await window('payments-1', { start: 8, afterMs: 20_000 });
  last = await window('payments-1', { start: 16, afterMs: 40_000 });
  other = await window('payments-2', { start: 0, afterMs: 0 });
});
beforeEach(() => {
  profiles = memoryProfiles();
});

/** What was captured of a process from this recorded point on, this long after the first window began. */
async function window(
  process: string,
  { start, afterMs }: { readonly start: number; readonly afterMs: number },
): Promise<Window> {
  const { plan, store } = recorded.window({
    service: 'payments',
    replicas: [process],
    start,
    stride: 1,
    captures: 5,
  });
  const stored = await readCaptures(store, plan);
  return { plan: { ...named(plan), t0Ms: plan.t0Ms + afterMs }, stored };
}

/** Every process answers under the same name and address, as after a restart. */
function named(plan: CheckPlan): CheckPlan {
  return { ...plan, replicas: [{ name: 'payments-1', url: 'http://payments-1/debug/pprof/' }] };
}

async function remember(
  check: string,
  { plan, stored }: Window,
  change: (record: ProcessRecord) => unknown = (it) => it,
) {
  const record = change(processRecord(plan, stored, modulePrefixes));
  await profiles.putArtefact(check, 'processes.json', Buffer.from(JSON.stringify(record)));
}

async function earlierOf({ plan, stored }: Window, checks: readonly string[]) {
  const withEarlierBases = await earlierBaseAdder(profiles, plan, checks);
  return stored.slice(0, 1).flatMap((replica) => withEarlierBases(replica, 0).captures.earlier ?? []);
}

describe('an earlier check of the same process', () => {
  test('is an earlier base, with its time, its heap and its goroutines by place and wait', async () => {
    await remember('check1', first);
    const [base, ...rest] = await earlierOf(last, ['check1']);
    expect(rest).toEqual([]);
    const left = first.stored[0]?.captures.captures.at(-1);
    expect(base?.takenAtMs).toBe(first.plan.t0Ms + (left?.atMs ?? 0));
    expect(base?.agoMs).toBeCloseTo(30_000, -3);
    expect(base?.heapAlloc).toBe(left?.memStats.heapAlloc);
    const key = 'receive example.com/shop/internal/settlement.(*Settler).collect';
    expect(base?.goroutineGroups.get(key)).toBeGreaterThan(100);
    expect(base?.goroutines).toBeGreaterThan(base?.goroutineGroups.get(key) ?? 0);
  });

  test('tells how many goroutines lasted, where they were listed', async () => {
    const key = 'receive example.com/shop/internal/settlement.(*Settler).collect';
    const atMs = first.stored[0]?.captures.captures.at(-1)?.atMs ?? 0;
    const lasting = new Map([[key, { series: [{ atMs, value: 321 }] }]]);
    const stored = first.stored.map((replica) => ({ ...replica, lasting }));
    await remember('check1', { ...first, stored });
    const [base] = await earlierOf(last, ['check1']);
    expect(base?.lastingGroups?.get(key)).toBe(321);
    await remember('check2', first);
    expect((await earlierOf(last, ['check2']))[0]?.lastingGroups).toBeUndefined();
  });

  test('may be several, oldest first, however they are listed', async () => {
    await remember('check1', first);
    await remember('check2', middle);
    for (const checks of [
      ['check2', 'check1'],
      ['check1', 'check2'],
    ]) {
      const found = await earlierOf(last, checks);
      expect(found.map(({ agoMs }) => Math.round(agoMs / 1_000))).toEqual([30, 10]);
    }
  });

  test('takes a few kilobytes to remember, and one file to read', async () => {
    await remember('check1', first);
    const read = vi.spyOn(profiles, 'getArtefact');
    await earlierOf(last, ['check1']);
    expect(read).toHaveBeenCalledTimes(1);
    expect(profiles.files.get('check1/processes.json')?.byteLength).toBeLessThan(8_192);
  });
});

describe('an earlier check is left out', () => {
  const url = 'http://payments-2/debug/pprof/';
  const replaced = (change: object) => (record: ProcessRecord) => ({
    ...record,
    replicas: record.replicas.map((replica) => ({ ...replica, ...change })),
  });

  test.each([
    { name: 'whose process was another one', remembered: () => remember('check1', other) },
    { name: 'of another address', remembered: () => remember('check1', first, replaced({ url })) },
    {
      name: 'of another name',
      remembered: () => remember('check1', first, replaced({ name: 'payments-2' })),
    },
    { name: 'whose files are gone', remembered: async () => undefined },
    { name: 'whose file is damaged', remembered: () => remember('check1', first, () => ({ schema: 1 })) },
    {
      name: 'whose file is no JSON',
      remembered: () => profiles.putArtefact('check1', 'processes.json', Buffer.from('{"sche')),
    },
    {
      name: 'whose file is beyond all bounds',
      remembered: () => remember('check1', first, (record) => ({ ...record, padding: 'x'.repeat(2 ** 20) })),
    },
  ])('$name', async ({ remembered }) => {
    await remembered();
    expect(await earlierOf(last, ['check1'])).toEqual([]);
  });

  test('that ended after this window had begun', async () => {
    await remember('check1', { ...first, plan: { ...first.plan, t0Ms: last.plan.t0Ms + minute } });
    expect(await earlierOf(last, ['check1'])).toEqual([]);
  });

  test('and so is every one before it where another process answered in between', async () => {
    await remember('check1', first);
    await remember('check2', { ...other, plan: middle.plan });
    expect(await earlierOf(last, ['check2', 'check1'])).toEqual([]);
  });

  test('where the process restarted inside the window', async () => {
    await remember('check1', first);
    const [one] = first.stored;
    const [two] = last.stored;
    if (one === undefined || two === undefined) throw new Error('nothing recorded');
    const captures = [...two.captures.captures.slice(0, 2), ...one.captures.captures.slice(2)];
    const stored = [{ ...two, captures: { ...two.captures, captures } }];
    expect(await earlierOf({ plan: last.plan, stored }, ['check1'])).toEqual([]);
  });
});

test('an address that balances over several processes is not remembered', () => {
  const [one] = first.stored;
  const [two] = last.stored;
  if (one === undefined || two === undefined) throw new Error('nothing recorded');
  const [a, b] = [one.captures.captures, two.captures.captures];
  const captures = [b[0], a[1], b[2], a[3], b[4]].flatMap((capture) => capture ?? []);
  const stored = [{ ...two, captures: { ...two.captures, captures } }];
  expect(processRecord(last.plan, stored, modulePrefixes).replicas).toEqual([]);
});

test('counters that hold garbage, as no collection was forced, are not remembered', () => {
  const [one] = last.stored;
  if (one === undefined) throw new Error('nothing recorded');
  const captures = one.captures.captures.map((capture) => ({ ...capture, collections: 0 as const }));
  const stored = [{ ...one, captures: { ...one.captures, captures } }];
  expect(processRecord(last.plan, stored, modulePrefixes).replicas).toEqual([]);
  expect(processRecord(last.plan, last.stored, modulePrefixes).replicas).toHaveLength(1);
});

test('the analysis of a check is given the earlier ones, says what they show, and remembers its own', async () => {
  const charts = { growth: () => new Uint8Array(), stacks: () => new Uint8Array() };
  const service = { modulePrefixes: [], libraries: [], memoryLimitBytes: undefined };
  const analyse = async (start: number, earlierChecks: readonly string[]) => {
    const { plan, store } = recorded.window({
      service: 'payments',
      replicas: ['payments-1'],
      start,
      stride: 1,
      captures: 5,
    });
    const later = { ...store, getArtefact: profiles.getArtefact };
    return analyseCaptures({ store: later, charts }, { plan, service, earlierChecks });
  };
  const before = await analyse(0, []);
  const collectors = 'receive example.com/shop/internal/settlement.(*Settler).collect';
  const lasting = new Map(before.processes.replicas[0]?.lastingGroups).get(collectors);
  expect(lasting).toBeGreaterThan(100);
  expect(lasting).toBeLessThan(new Map(before.processes.replicas[0]?.goroutineGroups).get(collectors) ?? 0);
  // The recorded windows all begin at the same time: this one is taken to lie a minute back.
  const replicas = before.processes.replicas.map((one) => ({ ...one, takenAtMs: one.takenAtMs - minute }));
  await profiles.putArtefact(
    'check1',
    'processes.json',
    Buffer.from(JSON.stringify({ ...before.processes, replicas })),
  );
  const { report } = await analyse(20, ['check1', 'gone22']);
  const evidence = report.findings.flatMap((finding) => finding.evidence).join('\n');
  expect(evidence).toMatch(
    /Since the check of 2025-12-31 23:59 UTC \(about \d+ seconds before\) payments-1, the same process, had got [\d,]+ more of these goroutines \(\+[\d,]+ goroutines\/min\): /,
  );
  expect(report.caveats.join(' ')).not.toContain('The process is young');
  const alone = await analyse(20, []);
  expect(alone.report.findings.flatMap((finding) => finding.evidence).join('\n')).not.toContain(
    'Since the check',
  );
});
