import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RunningService } from '../../lab/go-program.ts';
import { buildServices, goIsPresent, startService } from '../../lab/go-services.ts';
import { createHttpTargetClient } from '../../src/capture/http-target-client.ts';
import { createChartRenderer } from '../../src/chart/render-chart.ts';
import { analyseCaptures } from '../../src/check/analyse-captures.ts';
import { analyseCheck } from '../../src/check/analyse-check.ts';
import type { Analyser } from '../../src/check/analyser.ts';
import type { CheckPlan } from '../../src/check/plan.ts';
import { runCheck } from '../../src/check/run-check.ts';
import { createInProcessLocks } from '../../src/check/target-locks.ts';
import { Report } from '../../src/report/report.ts';
import { createFileProfileStore } from '../../src/store/file-profile-store.ts';
import { aCheck, service as aService, memoryStore } from '../check/memory-ports.ts';

const hasGo = await goIsPresent();
const windowMs = 4_000;
const charts = createChartRenderer();

describe.skipIf(!hasGo)('the second check of a process (needs Go 1.26 on the PATH)', () => {
  const checks = memoryStore();
  const targets = createHttpTargetClient();
  let directory = '';
  let running: RunningService;
  let profiles: ReturnType<typeof createFileProfileStore>;

  beforeAll(async () => {
    await buildServices();
    directory = await mkdtemp(join(tmpdir(), 'leakcheck-earlier-'));
    profiles = createFileProfileStore({ directory, maxBytes: 1e9, maxAgeMs: 3_600_000 });
    running = await startService({ name: 'payments', replica: 'payments-1' });
  }, 120_000);
  afterAll(async () => {
    await Promise.all([running.stop(), targets.close()]);
    await rm(directory, { recursive: true, force: true });
  });

  it('says how it has grown since the first, and is not called young any more; one of another process is not', async () => {
    const first = await check('first1');
    const then = await goroutines();
    expect(first.caveats.join(' ')).toContain('The process is young');
    const growth =
      (first.replicas[0]?.series.goroutines.at(-1) ?? 0) - (first.replicas[0]?.series.goroutines[0] ?? 0);
    const endedAtMs = Date.now();
    // On a busy machine the service may grow faster than in the window, and a check tells the past only from two windows on.
    await vi.waitFor(
      async () => {
        expect(await goroutines()).toBeGreaterThan(then + 3 * growth);
        expect(Date.now() - endedAtMs).toBeGreaterThan(2 * windowMs);
      },
      { timeout: 60_000, interval: 500 },
    );
    const second = await check('second2');
    const evidence = second.findings.find(({ kind }) => kind === 'goroutine')?.evidence.join('\n');
    expect(evidence).toMatch(
      /Since the check of \d{4}-\d\d-\d\d \d\d:\d\d UTC \(about \d+ (seconds|minutes?) before\) payments-1, the same process, had got [\d,]+ more of these goroutines/,
    );
    expect(second.caveats.join(' ')).not.toContain('The process is young');

    const port = new URL(running.url).port;
    await running.stop();
    running = await startService({ name: 'payments', replica: 'payments-1' });
    expect(new URL(running.url).port).not.toBe(port);
    const third = await check('third3', `http://127.0.0.1:${port}/debug/pprof/`);
    expect(third.findings.flatMap((finding) => finding.evidence).join('\n')).not.toContain('Since the check');
  }, 180_000);

  async function goroutines(): Promise<number> {
    const text = await (await fetch(`${running.url}goroutine?debug=1`)).text();
    return Number(/^goroutine profile: total (\d+)$/m.exec(text)?.[1]);
  }

  /** Captures and analyses as a worker does; `url` is where the services file says the replica is. */
  async function check(id: string, url = running.url): Promise<Report> {
    const target = { name: 'payments-1', url: running.url, headers: {}, tlsCa: undefined };
    const deps = {
      targets,
      store: profiles,
      clock: Date.now,
      locks: createInProcessLocks(),
      resolveTarget: () => target,
      concurrency: 1,
      onCapture: () => undefined,
    };
    const signal = new AbortController().signal;
    const service = aService({ targets: [target] });
    const { plan } = await runCheck(deps, { check: id, service, windowMs, signal });
    const planned: CheckPlan = { ...plan, replicas: [{ name: target.name, url }] };
    await checks.create(aCheck({ id, state: 'analysing' }));
    const analyser: Analyser = {
      analyse: (plan, _signal, earlierChecks) =>
        analyseCaptures({ store: profiles, charts }, { plan, service, earlierChecks }),
    };
    await analyseCheck({ analyser, profiles, store: checks }, planned, signal);
    await checks.setState(id, 'done');
    const report = await profiles.getArtefact(id, 'report.json');
    return Report.parse(JSON.parse(new TextDecoder().decode(report)));
  }
});
