// Package catalog is the shop's product search.
package catalog

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"

	"example.com/shop/internal/customers"
	"example.com/shop/internal/lru"
)

// Options size the service.
type Options struct {
	CachedProducts int
}

// App is the catalog service.
type App struct {
	products *lru.Cache[int, *Product]
}

// New wires the service.
func New(options Options) *App {
	return &App{products: lru.New[int, *Product](options.CachedProducts)}
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/search", a.search)
}

// Run lets customers search until ctx ends.
func (a *App) Run(ctx context.Context, base string, rate float64) {
	customers.Crowd{PerSecond: 35 * rate, Connections: 12, Next: nextRequest}.Visit(ctx, base)
}

// nextRequest looks for something; a few things are looked for much more often than the rest.
func nextRequest(rng *rand.Rand) (method, path string, body []byte) {
	popular := rng.Float64() * rng.Float64() * productCount
	return http.MethodGet, fmt.Sprintf("/v1/search?near=%d", int(popular)), nil
}
