import { describe, expect, it } from 'vitest';
import { metricsOfPage } from '../../src/metrics/metrics-of-page.ts';

const page = `# HELP go_gc_gomemlimit_bytes Go runtime memory limit
go_gc_gomemlimit_bytes 9.223372036854776e+18
http_requests_total{code="200",method="get"} 100
http_requests_total{code="500",method="get"} 3
promhttp_metric_handler_requests_total{code="200"} 70
orders_served_total 12
process_resident_memory_bytes 4.1943040e+07
process_start_time_seconds 1.70000000012e+09
`;

describe('the metrics of a process', () => {
  it('are its RSS, its start and its requests; a limit at its default is none', () => {
    expect(metricsOfPage(page)).toEqual({
      rssBytes: 41_943_040,
      startTimeSeconds: 1_700_000_000.12,
      limitBytes: undefined,
      requests: 103,
    });
  });

  it.each([
    { counters: ['orders_served_total'], requests: 12 },
    { counters: ['orders_served'], requests: 12 },
    { counters: ['missing', 'orders_served'], requests: 12 },
    { counters: ['missing'], requests: undefined },
  ])('count requests by $counters where told', ({ counters, requests }) => {
    expect(metricsOfPage(page, counters).requests).toBe(requests);
  });

  it.each([
    ['go_gc_gomemlimit_bytes 5e8\ncontainer_spec_memory_limit_bytes 1e9', 5e8],
    ['container_spec_memory_limit_bytes 0\ngo_gc_gomemlimit_bytes 5e8', 5e8],
    ['container_spec_memory_limit_bytes 9.223372036854772e+18', undefined],
    [
      'container_spec_memory_limit_bytes{id="a"} 1e9\ncontainer_spec_memory_limit_bytes{id="b"} 2e9',
      undefined,
    ],
  ])('take from %j the limit %s', (lines, limit) => {
    expect(metricsOfPage(lines).limitBytes).toBe(limit);
  });

  it.each(['NaN', '-1', '0', '+Inf', '1e30'])('have no RSS of %s', (value) => {
    expect(metricsOfPage(`process_resident_memory_bytes ${value}`).rssBytes).toBeUndefined();
  });

  it('are not those of one of several processes on the page', () => {
    const two = 'process_resident_memory_bytes{pid="1"} 1e6\nprocess_resident_memory_bytes{pid="2"} 2e6';
    expect(metricsOfPage(two).rssBytes).toBeUndefined();
  });
});
