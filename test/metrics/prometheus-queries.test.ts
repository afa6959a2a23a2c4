import { describe, expect, it } from 'vitest';
import { fillPlaceholders, prometheusQueries } from '../../src/metrics/prometheus-queries.ts';

const replica = { target: '10.0.0.7:6060', host: '10.0.0.7', name: 'payments-1' };

describe('queries for Prometheus', () => {
  it('ask for what Go itself serves at the target, unless told', () => {
    const queries = prometheusQueries({}, replica);
    expect(queries.rss).toBe('process_resident_memory_bytes{instance="10.0.0.7:6060"}');
    expect(queries.startTime).toBe('process_start_time_seconds{instance="10.0.0.7:6060"}');
    expect(queries.limit).toBe('go_gc_gomemlimit_bytes{instance="10.0.0.7:6060"}');
    expect(queries.requests).toMatch(
      /^sum\(http_requests_total\{instance="10\.0\.0\.7:6060"\}\) or sum\(http_server_requests_total\{/,
    );
    expect(queries.requests).not.toContain('promhttp_metric_handler');
  });

  it('fill in what stands for a replica, and nothing else', () => {
    const limit = 'container_spec_memory_limit_bytes{pod="{{name}}",node=~"{{host}}|{{zone}}"}';
    expect(prometheusQueries({ limit }, replica).limit).toBe(
      'container_spec_memory_limit_bytes{pod="payments-1",node=~"10.0.0.7|{{zone}}"}',
    );
  });

  it('let no name end its label', () => {
    const hostile = { ...replica, name: 'a"} or up{x="\\\n$&' };
    expect(prometheusQueries({ rss: 'rss{pod="{{name}}"}' }, hostile).rss).toBe(
      'rss{pod="a\\"} or up{x=\\"\\\\\\n$&"}',
    );
  });

  it('fill urls without any escape', () => {
    expect(fillPlaceholders('http://{{host}}:9102/metrics', replica)).toBe('http://10.0.0.7:9102/metrics');
  });
});
