// Package images serves pictures and measures the requests.
package images

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/sdk/metric"

	"example.com/libraries/internal/records"
)

// App is the image service.
type App struct {
	book    *records.Book
	metrics *metric.MeterProvider
}

// New wires the service; its metrics are collected by a reader that scrapes.
func New() (*App, error) {
	return &App{
		book:    records.NewBook("image", 2000),
		metrics: metric.NewMeterProvider(metric.WithReader(metric.NewManualReader())),
	}, nil
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	images := http.NewServeMux()
	images.HandleFunc("GET /v1/images", a.book.ServeSearch)
	images.HandleFunc("GET /v1/images/{image}", a.showImage)
	mux.Handle("/v1/", otelhttp.NewHandler(images, "images", otelhttp.WithMeterProvider(a.metrics)))
}

// Run lets browsers load images until ctx ends; each browser names itself in its own way.
func (a *App) Run(ctx context.Context, base string) {
	visit(ctx, base, 260, func(rng *rand.Rand) (path, agent string) {
		path = fmt.Sprintf("/v1/images/%d", rng.IntN(2000))
		if rng.Float64() < 0.05 {
			_, path, _ = records.Search(rng, "/v1/images")
		}
		return path, fmt.Sprintf("Mozilla/5.0 (%s; build %08x)", strings.Repeat("x", rng.IntN(20)), rng.Uint32())
	})
}

func (a *App) showImage(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "image/svg+xml")
	fmt.Fprintf(w, "<svg><!-- %s -->%s</svg>", r.PathValue("image"), strings.Repeat("<path/>", 100))
}
