import type { KnownLibrary } from './known-library.ts';

/** Metrics are kept for the life of the process, one for each set of labels. */
export const metricLibraries: readonly KnownLibrary[] = [
  {
    name: 'Prometheus metric with unbounded labels',
    importPath: 'github.com/prometheus/client_golang/prometheus',
    kind: 'heap',
    functions: [
      'github.com/prometheus/client_golang/prometheus.(*metricMap).getOrCreateMetricWithLabelValues',
      'github.com/prometheus/client_golang/prometheus.(*metricMap).getOrCreateMetricWithLabels',
      'github.com/prometheus/client_golang/prometheus.(*MetricVec).GetMetricWithLabelValues',
      'github.com/prometheus/client_golang/prometheus.(*MetricVec).GetMetricWith',
    ],
    pattern: 'cache-unbounded',
    advice:
      'Label with values of a small fixed set (the route, not the path; no user, id or raw error): each new combination is kept until the process ends or DeleteLabelValues removes it.',
    before: `func observe(seconds *prometheus.HistogramVec, r *http.Request, took time.Duration) {
	seconds.WithLabelValues(r.Method, r.URL.Path).Observe(took.Seconds())
}`,
    after: `func observe(seconds *prometheus.HistogramVec, r *http.Request, took time.Duration) {
	seconds.WithLabelValues(r.Method, r.Pattern).Observe(took.Seconds()) // "GET /devices/{id}"
}`,
  },
  {
    name: 'OpenTelemetry metric with unbounded attributes',
    importPath: 'go.opentelemetry.io/otel/attribute',
    kind: 'heap',
    functions: [
      'go.opentelemetry.io/otel/attribute.computeDistinctFixed',
      'go.opentelemetry.io/otel/attribute.computeDistinctReflect',
      'go.opentelemetry.io/otel/sdk/metric/internal/aggregate.(*valueMap).measure',
      'go.opentelemetry.io/otel/sdk/metric/internal/aggregate.(*histValues).measure',
      'go.opentelemetry.io/otel/sdk/metric.(*int64Inst).aggregate',
      'go.opentelemetry.io/otel/sdk/metric.(*float64Inst).aggregate',
    ],
    pattern: 'cache-unbounded',
    advice:
      'Update otelhttp to 0.44 or newer (CVE-2023-45142: any client could add attributes) and drop unbounded attributes with a View: each distinct set is kept for the life of the process.',
    before: `func provider(reader metric.Reader) *metric.MeterProvider {
	return metric.NewMeterProvider(metric.WithReader(reader))
}`,
    after: `func provider(reader metric.Reader) *metric.MeterProvider {
	bounded := attribute.NewAllowKeysFilter("http.route", "http.status_code")
	return metric.NewMeterProvider(metric.WithReader(reader), metric.WithView(metric.NewView(
		metric.Instrument{Name: "http.*"},
		metric.Stream{AttributeFilter: bounded},
	)))
}`,
  },
  {
    name: 'go-metrics Meter',
    importPath: 'github.com/rcrowley/go-metrics',
    kind: 'heap',
    functions: [
      'github.com/rcrowley/go-metrics.newStandardMeter',
      'github.com/rcrowley/go-metrics.NewMeter',
      'github.com/rcrowley/go-metrics.NewTimer',
    ],
    pattern: 'resource-not-closed',
    advice:
      'Call Stop() on every Meter and Timer that is done with, or make one per thing measured and share it: a package variable keeps each until its Stop.',
    before: `func price(lines []string) {
	picked := metrics.NewMeter()
	picked.Mark(int64(len(lines)))
}`,
    after: `func price(lines []string) {
	picked := metrics.NewMeter()
	defer picked.Stop()
	picked.Mark(int64(len(lines)))
}`,
  },
  {
    name: 'OpenCensus Meter',
    importPath: 'go.opencensus.io/stats/view',
    kind: 'goroutine',
    functions: ['go.opencensus.io/stats/view.(*worker).start', 'go.opencensus.io/stats/view.NewMeter'],
    pattern: 'resource-not-closed',
    advice:
      'Call Stop() on every Meter that was started, or register views with the package itself: each started Meter has a goroutine until its Stop.',
    before: `func count(views ...*view.View) error {
	meter := view.NewMeter()
	meter.Start()
	return meter.Register(views...)
}`,
    after: `func count(views ...*view.View) error {
	meter := view.NewMeter()
	meter.Start()
	defer meter.Stop()
	return meter.Register(views...)
}`,
  },
];
