// Package gateway passes requests to the backends of a shop, measures and traces them.
package gateway

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/singleflight"

	"example.com/frameworks/internal/traffic"
)

// App is the gateway.
type App struct {
	metrics  *prometheus.Registry
	took     *prometheus.HistogramVec
	provider *sdktrace.TracerProvider
	tracer   trace.Tracer
	flights  singleflight.Group
}

// New wires the service.
func New(context.Context) (*App, error) {
	exporter, err := stdouttrace.New(stdouttrace.WithWriter(io.Discard))
	if err != nil {
		return nil, err
	}
	metrics := prometheus.NewRegistry()
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter))
	return &App{
		metrics:  metrics,
		provider: provider,
		tracer:   provider.Tracer("gateway"),
		took: promauto.With(metrics).NewHistogramVec(prometheus.HistogramOpts{
			Namespace: "gateway", Name: "request_seconds", Help: "How long requests took.", Buckets: prometheus.ExponentialBuckets(0.0005, 1.5, 24),
		}, []string{"route", "method", "shop"}),
	}, nil
}

// Close exports what is left.
func (a *App) Close() error { return a.provider.Shutdown(context.Background()) }

// Handler is the API.
func (a *App) Handler() http.Handler {
	router := chi.NewRouter()
	router.Use(middleware.Recoverer, a.measured)
	router.Handle("/metrics", promhttp.HandlerFor(a.metrics, promhttp.HandlerOpts{}))
	router.Get("/v1/shops/{shop}/products/{id}", a.product)
	router.Post("/v1/shops/{shop}/orders", a.order)
	return otelhttp.NewHandler(router, "gateway", otelhttp.WithTracerProvider(a.provider))
}

// Run lets shoppers look at products and order some.
func (a *App) Run(ctx context.Context, base string) {
	go traffic.Callers{PerSecond: 0.2, Count: 1, Next: func(*rand.Rand) traffic.Call { return traffic.Get("/metrics") }}.Run(ctx, base)
	traffic.Callers{PerSecond: 70, Count: 8, Next: func(rng *rand.Rand) traffic.Call {
		shop := fmt.Sprintf("/v1/shops/shop-%d", rng.IntN(150))
		call := traffic.Post(shop+"/orders", []byte(`{"articles":[1,2,3]}`))
		if rng.Float64() < 0.8 {
			call = traffic.Get(fmt.Sprintf("%s/products/%d", shop, rng.IntN(100_000)))
		}
		call.Header = map[string]string{"User-Agent": fmt.Sprintf("app/%d.%d (build %08x)", rng.IntN(9), rng.IntN(90), rng.Uint32())}
		return call
	}}.Run(ctx, base)
}

func (a *App) measured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		next.ServeHTTP(w, r)
		route := chi.RouteContext(r.Context())
		a.took.WithLabelValues(route.RoutePattern(), r.Method, route.URLParam("shop")).Observe(time.Since(start).Seconds())
	})
}

func (a *App) product(w http.ResponseWriter, r *http.Request) {
	shop := chi.URLParam(r, "shop")
	found, err, _ := a.flights.Do(shop, func() (any, error) { return a.ask(r.Context(), shop, "stock") })
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	json.NewEncoder(w).Encode(map[string]any{"id": chi.URLParam(r, "id"), "stock": found})
}

func (a *App) order(w http.ResponseWriter, r *http.Request) {
	group, ctx := errgroup.WithContext(r.Context())
	for _, backend := range []string{"stock", "payment", "invoice", "mail"} {
		group.Go(func() error {
			_, err := a.ask(ctx, chi.URLParam(r, "shop"), backend)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	w.WriteHeader(http.StatusCreated)
}

// ask traces a call of a backend. The span of the answer that is read in passing is never ended: nothing refers to it.
func (a *App) ask(ctx context.Context, shop, backend string) (string, error) {
	ctx, span := a.tracer.Start(ctx, "ask "+backend, trace.WithAttributes(attribute.String("shop", shop)))
	defer span.End()
	time.Sleep(time.Duration(1+rand.IntN(4)) * time.Millisecond)
	_, reading := a.tracer.Start(ctx, "read answer")
	reading.AddEvent("read", trace.WithAttributes(attribute.String("text", strings.Repeat("answer ", 60))))
	return fmt.Sprintf("%s of %s", backend, shop), nil
}
