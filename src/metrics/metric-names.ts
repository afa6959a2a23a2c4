/** As client_golang's process collector names them, and most other exporters after it. */
export const rssMetric = 'process_resident_memory_bytes';
export const startTimeMetric = 'process_start_time_seconds';

/** Of these the smallest that is known counts: what the container may use (cAdvisor), and GOMEMLIMIT. */
export const limitMetrics = ['container_spec_memory_limit_bytes', 'go_gc_gomemlimit_bytes'] as const;

/**
 * Counters of requests, as middlewares and instrumentation call them; the first that a service has counts, summed over its
 * labels. The counter of the metrics page's own requests is none.
 */
export const requestCounters: readonly string[] = [
  'http_requests_total',
  'http_server_requests_total',
  'http_server_request_duration_seconds_count',
  'http_request_duration_seconds_count',
  'http_server_requests_seconds_count',
  'http_server_duration_milliseconds_count',
  'promhttp_requests_total',
  'echo_requests_total',
  'gin_requests_total',
  'fiber_requests_total',
  'grpc_server_handled_total',
  'rpc_server_duration_milliseconds_count',
  'twirp_requests_total',
];
