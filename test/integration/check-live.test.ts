import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningService } from '../../lab/go-program.ts';
import { buildServices, goIsPresent, type ServiceName, startService } from '../../lab/go-services.ts';
import { createHttpTargetClient } from '../../src/capture/http-target-client.ts';
import { runCheck } from '../../src/check/run-check.ts';
import type { Service } from '../../src/check/service.ts';
import { createInProcessLocks } from '../../src/check/target-locks.ts';
import type { Report } from '../../src/report/report.ts';
import { createFileProfileStore } from '../../src/store/file-profile-store.ts';

const hasGo = await goIsPresent();
const windowMs = 12_000;
const running: RunningService[] = [];
let directory = '';

describe.skipIf(!hasGo)('a check of real services (needs Go 1.26 on the PATH)', () => {
  beforeAll(async () => {
    await buildServices();
    directory = await mkdtemp(join(tmpdir(), 'leakcheck-live-'));
  });
  afterAll(async () => {
    await Promise.all(running.map((service) => service.stop()));
    await rm(directory, { recursive: true, force: true });
  });

  it.concurrent('finds payments’ blocked goroutines on every replica', async () => {
    const report = await check('payments', 2);
    expect(report.verdict).toBe('leak');
    const goroutines = report.findings.find(({ kind }) => kind === 'goroutine');
    expect(goroutines?.culprit.function).toMatch(/settlement\.\(\*Settler\)\.collect$/);
    expect(goroutines).toMatchObject({ verdict: 'leak', pattern: 'goroutine-blocked-receive' });
    expect(report.replicas.every(({ failures }) => failures.length === 0)).toBe(true);
  });

  it.concurrent('never says that orders is healthy, and names the function whose closures stay', async () => {
    const report = await check('orders', 2);
    expect(['leak', 'suspect']).toContain(report.verdict);
    for (const { culprit, verdict } of report.findings)
      if (verdict === 'leak') expect(culprit.function).toMatch(/orders\.|events\./);
  });

  it.concurrent('forces no collection of a service that forbids it, and finds its goroutines all the same', async () => {
    let warm: readonly RunningService[] = [];
    let before: readonly number[] = [];
    const report = await check('payments', 2, {
      gc: false,
      onWarm: async (services) => {
        warm = services;
        before = await forcedSoFar(services);
      },
    });
    expect(await forcedSoFar(warm)).toEqual(before);
    expect(report.replicas.map(({ cost }) => cost.forcedCollections)).toEqual([0, 0]);
    expect(report.findings.find(({ kind }) => kind === 'goroutine')).toMatchObject({ verdict: 'leak' });
    expect(report.findings.filter(({ kind, verdict }) => kind === 'heap' && verdict === 'leak')).toEqual([]);
    expect(report.caveats.join(' ')).toContain('No collection was forced');
  });

  it.concurrent('does not call catalog a leak', async () => {
    const report = await check('catalog', 1);
    expect(report.findings.filter(({ verdict }) => verdict === 'leak')).toEqual([]);
    expect(['healthy', 'suspect']).toContain(report.verdict);
  });
});

/** Starts replicas and checks them as the command line does, once they are past their start-up. */
async function check(
  name: ServiceName,
  replicas: number,
  { gc = true, onWarm = async () => undefined }: { gc?: boolean; onWarm?: OnWarm } = {},
): Promise<Report> {
  const started = await Promise.all(
    Array.from({ length: replicas }, (_, index) => startService({ name, replica: `${name}-${index + 1}` })),
  );
  running.push(...started);
  const service: Service = {
    name,
    targets: started.map(({ url }, index) => ({
      name: `${name}-${index + 1}`,
      url,
      headers: {},
      tlsCa: undefined,
    })),
    channels: undefined,
    owner: undefined,
    memoryLimitBytes: undefined,
    defaultWindowMs: windowMs,
    modulePrefixes: [],
    libraries: [],
    attachProfiles: false,
    captures: undefined,
    gc,
  };
  await untilWarm(started, name);
  await onWarm(started);
  const deps = {
    targets: createHttpTargetClient(),
    store: createFileProfileStore({ directory, maxBytes: 1e9, maxAgeMs: 3_600_000 }),
    clock: Date.now,
    locks: createInProcessLocks(),
    resolveTarget: (_: string, replica: string) => service.targets.find((target) => target.name === replica),
    concurrency: 4,
    onCapture: () => undefined,
  };
  const { report } = await runCheck(deps, {
    check: `${gc ? 'c' : 'n'}${name}`.slice(0, 12),
    service,
    windowMs,
    signal: new AbortController().signal,
  });
  return report;
}

type OnWarm = (services: readonly RunningService[]) => Promise<void>;

function forcedSoFar(services: readonly RunningService[]): Promise<number[]> {
  return Promise.all(
    services.map(async ({ url }) => {
      const text = await (await fetch(`${url}heap?debug=1`)).text();
      return Number(/^# NumForcedGC = (\d+)$/m.exec(text)?.[1]);
    }),
  );
}

/** Bytes that a service allocates until it has started up; catalog's cache is full by then. */
const startUpBytes: Readonly<Record<ServiceName, number>> = { payments: 15e6, orders: 15e6, catalog: 350e6 };

async function untilWarm(services: readonly RunningService[], name: ServiceName): Promise<void> {
  for (const { url } of services) {
    let allocated = 0;
    while (allocated < startUpBytes[name]) {
      const text = await (await fetch(`${url}heap?gc=1&debug=1`)).text();
      allocated = Number(/^# TotalAlloc = (\d+)$/m.exec(text)?.[1] ?? 0);
    }
  }
}
