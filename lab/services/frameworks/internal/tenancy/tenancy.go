// Package tenancy serves the documents of many tenants, each with tracing of its own.
package tenancy

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"example.com/frameworks/internal/traffic"
)

// App is the document service.
type App struct{ tracing *Tracing }

// New wires the service.
func New(context.Context) (*App, error) { return &App{tracing: newTracing()}, nil }

// Handler is the API.
func (a *App) Handler() http.Handler {
	router := chi.NewRouter()
	router.Use(middleware.Recoverer)
	router.Route("/v1/tenants/{tenant}", func(r chi.Router) {
		r.With(a.traced).Get("/documents", documents)
		r.Put("/sampling", a.setSampling)
	})
	return router
}

// Run lets people read documents, and tenants change how much of it is traced.
func (a *App) Run(ctx context.Context, base string) {
	traffic.Callers{PerSecond: 60, Count: 8, Next: func(rng *rand.Rand) traffic.Call {
		tenant := fmt.Sprintf("/v1/tenants/tenant-%d", rng.IntN(50))
		if rng.Float64() < 0.87 {
			return traffic.Get(tenant + "/documents")
		}
		call := traffic.Post(tenant+"/sampling", fmt.Appendf(nil, `{"share":%.2f}`, rng.Float64()))
		call.Method = http.MethodPut
		return call
	}}.Run(ctx, base)
}

func (a *App) traced(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tracer := a.tracing.provider(chi.URLParam(r, "tenant")).Tracer("tenancy")
		ctx, span := tracer.Start(r.Context(), r.Method, trace.WithAttributes(attribute.String("path", r.URL.Path)))
		defer span.End()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

func (a *App) setSampling(w http.ResponseWriter, r *http.Request) {
	var sampling struct{ Share float64 }
	if err := json.NewDecoder(r.Body).Decode(&sampling); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	a.tracing.configure(chi.URLParam(r, "tenant"), sampling.Share)
	w.WriteHeader(http.StatusNoContent)
}

func documents(w http.ResponseWriter, r *http.Request) {
	found := make([]map[string]string, 20)
	for i := range found {
		found[i] = map[string]string{"id": fmt.Sprint(rand.IntN(9999)), "tenant": chi.URLParam(r, "tenant"), "text": strings.Repeat("text ", 30)}
	}
	json.NewEncoder(w).Encode(found)
}
