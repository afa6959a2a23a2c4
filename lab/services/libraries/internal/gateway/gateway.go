// Package gateway is the public API and its request metrics.
package gateway

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

// App is the gateway.
type App struct {
	book    *records.Book
	metrics *Metrics
}

// New wires the service.
func New() *App {
	return &App{book: records.NewBook("device", 2000), metrics: NewMetrics(prometheus.NewRegistry())}
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/devices", a.book.ServeSearch)
	mux.Handle("GET /v1/devices/{id}/status", a.metrics.Observe(http.HandlerFunc(a.showStatus)))
}

// Run lets devices ask for their status until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 220, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.1 {
			return records.Search(rng, "/v1/devices")
		}
		return http.MethodGet, fmt.Sprintf("/v1/devices/%08x/status", rng.Uint32()), nil
	}}.Visit(ctx, base)
}

func (a *App) showStatus(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	records.WriteJSON(w, http.StatusOK, map[string]any{"id": id, "owner": a.book.At(len(id)).Customer, "ok": true})
}

// Metrics are the gateway's request metrics.
type Metrics struct{ duration *prometheus.HistogramVec }

// NewMetrics registers the metrics.
func NewMetrics(registry *prometheus.Registry) *Metrics {
	metrics := &Metrics{duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name:    "http_request_duration_seconds",
		Buckets: prometheus.ExponentialBuckets(0.0005, 1.25, 64),
	}, []string{"method", "path"})}
	registry.MustRegister(metrics.duration)
	return metrics
}

// Observe measures how long next takes.
func (m *Metrics) Observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		next.ServeHTTP(w, r)
		m.duration.WithLabelValues(r.Method, r.URL.Path).Observe(time.Since(start).Seconds())
	})
}
