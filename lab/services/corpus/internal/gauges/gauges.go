// Package gauges collects the gauges of a power plant.
package gauges

import (
	"context"
	"encoding/json"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

const flushEvery = 7 * time.Second

// Reading is one of the body of POST /v1/readings.
type Reading struct {
	Gauge string  `json:"gauge"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
}

// App is the gauges service.
type App struct {
	mu      sync.Mutex
	pending []*Reading
}

// New wires the service.
func New() *App { return new(App) }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/readings", func(w http.ResponseWriter, r *http.Request) {
		var readings []*Reading
		if err := json.NewDecoder(r.Body).Decode(&readings); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		a.mu.Lock()
		defer a.mu.Unlock()
		a.pending = append(a.pending, readings...)
	})
}

// flush writes what has come since the last time.
func (a *App) flush(to io.Writer) error {
	a.mu.Lock()
	readings := a.pending
	a.pending = nil
	a.mu.Unlock()
	return json.NewEncoder(to).Encode(readings)
}

// Run collects and flushes until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	go func() {
		ticker := time.NewTicker(flushEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				if err := a.flush(io.Discard); err != nil {
					log.Print(err)
				}
			}
		}
	}()
	crowd.Crowd{PerSecond: 90, Next: func(rng *rand.Rand) crowd.Request {
		readings := make([]Reading, 80)
		for i := range readings {
			readings[i] = Reading{Gauge: faker.ID(rng, "gauge"), Value: rng.Float64(), Unit: "bar"}
		}
		return crowd.Post("/v1/readings", readings)
	}}.Visit(ctx, base)
}
