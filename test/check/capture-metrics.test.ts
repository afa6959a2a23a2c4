import { beforeEach, describe, expect, test } from 'vitest';
import { createMemoryProfileStore } from '../../lab/memory-profile-store.ts';
import { captureMetrics } from '../../src/check/capture-metrics.ts';
import type { MetricsSource, TargetRequest } from '../../src/check/target.ts';
import { TargetError, type TargetErrorCode } from '../../src/check/target-error.ts';
import { type MetricsReading, readMetricsReading } from '../../src/metrics/metrics-reading.ts';
import { prometheusQueries } from '../../src/metrics/prometheus-queries.ts';

const server = { name: 'payments-1', url: 'http://p/', headers: {}, tlsCa: undefined };
const page: MetricsSource = { kind: 'page', server, endpoint: 'metrics', counters: [] };
const prometheus: MetricsSource = {
  kind: 'prometheus',
  server: { ...server, name: 'Prometheus for payments-1', url: 'http://prom/' },
  queries: prometheusQueries({}, { target: 'p:1', host: 'p', name: 'payments-1' }),
};

let store: ReturnType<typeof createMemoryProfileStore>;
let asked: TargetRequest[];

beforeEach(() => {
  store = createMemoryProfileStore();
  asked = [];
});

async function capture(
  source: MetricsSource | undefined,
  answer: (request: TargetRequest) => Promise<string> | string,
  over: { readonly notAfterMs?: number; readonly cancelled?: boolean; readonly signal?: AbortSignal } = {},
): Promise<{ readonly bytes: number; readonly reading: MetricsReading | undefined }> {
  const deps = {
    store,
    clock: () => 0,
    targets: {
      fetch: async (request: TargetRequest) => {
        asked.push(request);
        return { bytes: Buffer.from(await answer(request)), answeredAtMs: 0 };
      },
    },
  };
  const bytes = await captureMetrics(
    deps,
    {
      plan: { check: 'c-metrics', service: 'payments', replicas: [{ name: 'payments-1' }] },
      point: { index: 2, role: 'light', dueAtMs: 0, notAfterMs: over.notAfterMs ?? 60_000 },
      replica: 0,
      signal: over.signal ?? new AbortController().signal,
      isCancelled: () => over.cancelled ?? false,
    },
    { ...server, url: 'http://p/debug/pprof/', metrics: source },
  );
  const stored = await store.get({ check: 'c-metrics', replica: 0, point: 2, file: 'metrics' });
  return { bytes, reading: stored && readMetricsReading(stored) };
}

const refuse = (code: TargetErrorCode) => (): never => {
  throw new TargetError({
    code,
    target: 'payments-1',
    message: 'payments-1 (p) failed.',
    nextStep: 'pprof?',
  });
};
const hang = () => new Promise<never>(() => undefined);

describe('captureMetrics', () => {
  test('stores the numbers of a page, and none of its text', async () => {
    const served = 'process_resident_memory_bytes 4096000\nhttp_requests_total{path="/secret"} 7\n';
    const { bytes, reading } = await capture(page, () => served);
    expect(bytes).toBe(served.length);
    expect(reading).toMatchObject({ metrics: { rssBytes: 4_096_000, requests: 7, limitBytes: undefined } });
    expect([...store.files.values()].join('')).not.toContain('secret');
    expect(asked).toMatchObject([{ target: server, endpoint: 'metrics', expect: 'metrics' }]);
  });

  test('asks a Prometheus for each number of this replica', async () => {
    const values = ['4096000', '1.7e9', '+Inf', '12'];
    const { reading } = await capture(prometheus, () =>
      JSON.stringify({
        status: 'success',
        data: { resultType: 'vector', result: [{ metric: {}, value: [1, values[asked.length - 1]] }] },
      }),
    );
    expect(reading).toEqual({
      metrics: { rssBytes: 4_096_000, startTimeSeconds: 1.7e9, limitBytes: undefined, requests: 12 },
    });
    expect(asked.map(({ endpoint }) => decodeURIComponent(endpoint))[0]).toBe(
      'api/v1/query?query=process_resident_memory_bytes{instance="p:1"}',
    );
  });

  test.each([
    { source: page, code: 'not-found', next: /serve its metrics at this path/ },
    { source: prometheus, code: 'not-found', next: /without \/api\/v1/ },
    { source: page, code: 'unauthorized', next: /headers of its own/ },
    { source: page, code: 'too-large', next: /drop labels/ },
    { source: page, code: 'server-error', next: /log of what serves the metrics/ },
    { source: page, code: 'refused', next: /pprof\?/ },
  ] as const)('says what to do where $source.kind fails with $code', async ({ source, code, next }) => {
    const { bytes, reading } = await capture(source, refuse(code));
    expect(bytes).toBe(0);
    expect(reading).toEqual({
      problem: { message: 'payments-1 (p) failed.', nextStep: expect.stringMatching(next) },
    });
  });

  test.each([
    { what: 'a page without metrics', source: page, served: '# nothing\n', says: /without any metric/ },
    { what: 'a page that is none', source: page, served: '<p>x</p>\n', says: /no metric in line 1/ },
    { what: 'a page of something else', source: page, served: 'up 1\n', says: /none of the metrics/ },
    { what: 'an answer that is none', source: prometheus, served: '{}', says: /not one of Prometheus/ },
  ])('says that $what cannot be read', async ({ source, served, says }) => {
    const { reading } = await capture(source, () => served);
    expect(reading).toMatchObject({ problem: { message: expect.stringMatching(says) } });
  });

  test('gives up on metrics that hang long before the capture has to end', async () => {
    const { reading } = await capture(page, hang, { notAfterMs: 20 });
    expect(reading).toMatchObject({
      problem: { message: expect.stringContaining('gave no metrics within') },
    });
  });

  test('asks for nothing where none are configured, of a cancelled check, and when it is too late', async () => {
    for (const [source, over] of [
      [undefined, {}],
      [page, { cancelled: true }],
      [page, { notAfterMs: 0 }],
    ] as const) {
      expect(await capture(source, () => 'x 1')).toBeDefined();
      asked = [];
      store = createMemoryProfileStore();
      expect(await capture(source, () => 'x 1', over)).toEqual({ bytes: 0, reading: undefined });
      expect(asked).toEqual([]);
    }
  });

  test('stores no problem that is only the end of its capture', async () => {
    const abort = new AbortController();
    const { reading } = await capture(
      page,
      () => {
        abort.abort();
        return hang();
      },
      { signal: abort.signal },
    );
    expect(reading).toBeUndefined();
  });

  test('hides no fault of this program', async () => {
    const fault = () => {
      throw new TypeError('a bug');
    };
    await expect(capture(page, fault)).rejects.toThrow('a bug');
  });
});
