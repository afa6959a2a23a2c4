import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createMemoryProfileStore } from '../../lab/memory-profile-store.ts';
import { startReplay } from '../../lab/replay-target.ts';
import { createHttpTargetClient } from '../../src/capture/http-target-client.ts';
import { askMetrics } from '../../src/check/ask-metrics.ts';
import { runCheck } from '../../src/check/run-check.ts';
import type { Service } from '../../src/check/service.ts';
import type { MetricsSource, Target } from '../../src/check/target.ts';
import { createInProcessLocks } from '../../src/check/target-locks.ts';
import { parseServicesFile } from '../../src/config/services-file.ts';
import { examineTargets } from '../../src/doctor/examine-targets.ts';
import { Report } from '../../src/report/report.ts';

const secret = 's3cr3t-t0ken-4c1b';
const MiB = 2 ** 20;
const closers: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What the services file makes of `metrics`, for a target that has a token. */
function sourceOf(target: string, metrics: string): MetricsSource {
  const file = `services:\n  shop:\n    targets: [{ url: "${target}", name: shop-1 }]\n    headers: { Authorization: "Bearer \${TOKEN}" }\n    metrics: ${metrics}\n`;
  const source = parseServicesFile(file, { TOKEN: secret }).services[0]?.targets[0]?.metrics;
  if (source === undefined) throw new Error('the services file names no metrics');
  return source;
}

async function ask(source: MetricsSource, withinMs = 5_000) {
  const targets = createHttpTargetClient();
  closers.push(() => targets.close());
  return askMetrics(targets, { source, withinMs, signal: new AbortController().signal });
}

const good = `# HELP process_resident_memory_bytes Resident memory size in bytes.
# TYPE process_resident_memory_bytes gauge
process_resident_memory_bytes 4.1943040e+07
process_start_time_seconds 1.70000000012e+09
http_requests_total{code="200"} 100
`;

describe('metrics over HTTP', () => {
  it('are read from the page of the target, with its token', async () => {
    const seen: unknown[] = [];
    const url = await serve((request, response) => {
      seen.push(request.url, request.headers.authorization);
      response.setHeader('content-type', 'text/plain; version=0.0.4').end(good);
    });
    expect((await ask(sourceOf(url, '/metrics'))).reading).toEqual({
      metrics: {
        rssBytes: 41_943_040,
        startTimeSeconds: 1_700_000_000.12,
        limitBytes: undefined,
        requests: 100,
      },
    });
    expect(seen).toEqual(['/metrics', `Bearer ${secret}`]);
  });

  it('are read from another place without the target’s token', async () => {
    const seen: unknown[] = [];
    const target = await serve((_, response) => response.end());
    const url = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end(good);
    });
    await ask(sourceOf(target, `${url}/metrics`));
    expect(seen).toEqual([undefined]);
  });

  it('are asked of a Prometheus by query', async () => {
    const queries: string[] = [];
    const url = await serve((request, response) => {
      const asked = new URL(request.url ?? '', 'http://prometheus');
      queries.push(`${asked.pathname} ${asked.searchParams.get('query')}`);
      const result = [{ metric: {}, value: [1_700_000_000.1, '42000000'] }];
      response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
    });
    const target = await serve((_, response) => response.end());
    const { reading } = await ask(sourceOf(target, `{ prometheus: { url: "${url}/prom" } }`));
    expect(reading).toMatchObject({ metrics: { rssBytes: 42_000_000, requests: 42_000_000 } });
    const { host } = new URL(target);
    expect(queries).toContain(`/prom/api/v1/query process_resident_memory_bytes{instance="${host}"}`);
    expect(queries).toHaveLength(4);
  });

  it.each<{ what: string; listener: RequestListener; says: RegExp }>([
    { what: 'missing', listener: (_, r) => r.writeHead(404).end('no'), says: /404 Not Found for \/metrics/ },
    { what: 'refused', listener: (_, r) => r.writeHead(401).end(), says: /answered 401/ },
    {
      what: 'redirected',
      listener: (_, r) => r.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
      says: /redirects are not followed/,
    },
    {
      what: 'HTML',
      listener: (_, r) => r.end('<html>login</html>'),
      says: /an HTML page, not a page of metrics/,
    },
    { what: 'JSON', listener: (_, r) => r.end('{"up": 1}'), says: /JSON, not a page of metrics/ },
    { what: 'empty', listener: (_, r) => r.end(), says: /empty body/ },
    { what: 'binary', listener: (_, r) => r.end(Buffer.from([0, 1, 2, 255])), says: /binary body/ },
    {
      what: 'cut short',
      listener: (_, r) => {
        r.writeHead(200, { 'content-length': '100000' }).write(good);
        setImmediate(() => r.destroy());
      },
      says: /shop-1/,
    },
    {
      what: 'huge by its own word',
      listener: (_, r) => r.writeHead(200, { 'content-length': String(2 ** 40) }).write('x 1\n'),
      says: /more than 16 MiB/,
    },
    {
      what: 'without an end',
      listener: (_, r) => {
        const more = () => {
          while (r.writable && r.write('x 1\n'.repeat(20_000)));
        };
        r.on('drain', more);
        more();
      },
      says: /more than 16 MiB/,
    },
    { what: 'hanging', listener: () => undefined, says: /gave no metrics within 0\.7 s/ },
    {
      what: 'trickling',
      listener: (_, r) => {
        const timer = setInterval(() => r.write('x 1\n'), 20);
        r.on('close', () => clearInterval(timer));
      },
      says: /gave no metrics within 0\.7 s/,
    },
  ])('that are $what say so, with a next step and without a secret', async ({ what, listener, says }) => {
    const source = sourceOf(await serve(listener), '/metrics');
    const slow = what === 'hanging' || what === 'trickling';
    const { reading } = await ask(source, slow ? 700 : 10_000);
    expect(reading).toMatchObject({
      problem: { message: expect.stringMatching(says), nextStep: expect.stringMatching(/\w{3}/) },
    });
    expect(JSON.stringify(reading)).not.toContain(secret);
  });

  it('are not asked for at a metadata address that a name leads to', async () => {
    const targets = createHttpTargetClient({
      lookup: async () => [{ address: '169.254.169.254', family: 4 }],
    });
    closers.push(() => targets.close());
    const source = sourceOf('http://shop:6060', '/metrics');
    const { reading } = await askMetrics(targets, {
      source,
      withinMs: 5_000,
      signal: new AbortController().signal,
    });
    expect(reading).toMatchObject({ problem: { message: expect.stringContaining('link-local') } });
  });
});

describe('a check of a service with metrics', () => {
  /** A recorded service that is healthy by its profiles, and a page of metrics beside it. */
  async function check(page: RequestListener): Promise<Report> {
    const replay = await startReplay({ service: 'catalog', replica: 'catalog-1' });
    closers.push(() => replay.stop());
    const metrics = `${await serve(page)}/metrics`;
    const text = `services: { catalog: { targets: [{ url: "${replay.url}", name: catalog-1 }], metrics: "${metrics}" } }`;
    const [service] = parseServicesFile(text, {}).services as readonly [Service];
    const targets = createHttpTargetClient();
    closers.push(() => targets.close());
    const { report } = await runCheck(
      {
        targets,
        store: createMemoryProfileStore(),
        clock: Date.now,
        concurrency: 1,
        locks: createInProcessLocks(),
        resolveTarget: (_, replica) => service.targets.find(({ name }: Target) => name === replica),
        onCapture: () => undefined,
      },
      { check: 'cmetrics1', service, windowMs: 10_000, signal: new AbortController().signal },
    );
    return Report.parse(report);
  }

  it('tells memory that grows outside Go', async () => {
    const startedAt = Date.now();
    const report = await check((_, response) => {
      const resident = 400 * MiB + ((Date.now() - startedAt) / 1_000) * 20 * MiB;
      response.end(`process_resident_memory_bytes ${Math.round(resident)}\n`);
    });
    expect(report).toMatchObject({ verdict: 'suspect', findings: [] });
    expect(report.reason).toContain('outside the Go heap');
    expect(report.replicas[0]?.series.rss).toHaveLength(5);
    expect((report.growth.rss?.perMinute ?? 0) / MiB).toBeGreaterThan(1_000);
  }, 30_000);

  it('goes on without them, and says once why', async () => {
    const [hanging, missing] = await Promise.all([
      check(() => undefined),
      check((_, response) => response.writeHead(404).end()),
    ]);
    for (const report of [hanging, missing]) {
      expect(report.replicas[0]?.failures).toEqual([]);
      expect(report.verdict).toBe('healthy');
      expect(report.caveats.filter((caveat) => caveat.includes('could not be read at 5 of 5'))).toHaveLength(
        1,
      );
    }
    expect(hanging.caveats.join(' ')).toContain('gave no metrics within');
    expect(missing.caveats.join(' ')).toContain('404 Not Found for /metrics');
  }, 30_000);
});

describe('doctor', () => {
  it('examines metrics where they are configured', async () => {
    const pprof = await startReplay({ service: 'catalog', replica: 'catalog-1' });
    closers.push(() => pprof.stop());
    const pages = await Promise.all([
      serve((_, response) => response.end(good)),
      serve((_, response) => response.end('http_requests_total 5\n')),
      serve((_, response) => response.writeHead(404).end()),
    ]);
    const services = pages.map((page, index) => {
      const text = `services: { s${index}: { targets: ["${pprof.url}"], metrics: "${page}/metrics" } }`;
      return parseServicesFile(text, {}).services[0] as Service;
    });
    const bare = parseServicesFile(`services: { bare: { targets: ["${pprof.url}"] } }`, {}).services;
    const found = await examineTargets([...services, ...bare], {
      signal: new AbortController().signal,
      allMs: 20_000,
    });
    const metrics = found.filter(({ name }) => name.startsWith('Metrics'));
    expect(metrics.map(({ state }) => state)).toEqual(['ok', 'warn', 'warn']);
    expect(metrics[0]?.says).toBe('tell 40 MiB resident, started 2023-11-14T22:13Z, 100 requests');
    expect(metrics[1]?.says).toContain('but not process_resident_memory_bytes');
    expect(metrics[2]?.says).toContain('404 Not Found');
    expect(metrics[2]?.nextStep).toContain('leakcheck.yaml');
  }, 30_000);
});
