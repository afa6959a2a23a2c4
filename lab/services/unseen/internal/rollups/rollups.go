// Package rollups computes sums that end early when the service does.
package rollups

import (
	"context"
	"math/rand/v2"
	"net/http"
	"sync/atomic"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

type figures struct {
	Shop   string    `json:"shop"`
	Values []float64 `json:"values"`
}

// rollup is a sum under way.
type rollup struct {
	shop    string
	cells   [288]float64
	aborted atomic.Bool
}

func (r *rollup) abort() { r.aborted.Store(true) }

// App is the rollups service.
type App struct {
	life    context.Context
	running atomic.Int64
}

// Setup wires the service.
func Setup(h *host.Host) {
	life, end := context.WithCancel(context.Background())
	h.OnClose(end)
	a := &App{life: life}
	h.Handle("POST /v1/rollups", a.sum)
	h.Task(func(ctx context.Context) {
		load.Traffic{Rate: load.Steady(170), Next: func(rng *rand.Rand) load.Call {
			f := figures{Shop: words.Key(rng, "shop", 60)}
			for range 40 {
				f.Values = append(f.Values, float64(rng.IntN(100_00))/100)
			}
			return load.Post("/v1/rollups", f)
		}}.Send(ctx, h.Base)
	})
}

func (a *App) sum(r *http.Request) (any, error) {
	f, err := host.Read[figures](r)
	if err != nil {
		return nil, err
	}
	job := a.begin(f.Shop)
	defer a.running.Add(-1)
	return job.total(f.Values), nil
}

// begin ties a rollup to the service's life.
func (a *App) begin(shop string) *rollup {
	a.running.Add(1)
	job := &rollup{shop: shop}
	context.AfterFunc(a.life, job.abort)
	return job
}

func (r *rollup) total(values []float64) float64 {
	for i, value := range values {
		if r.aborted.Load() {
			return 0
		}
		r.cells[(i*7)%len(r.cells)] += value
	}
	var total float64
	for _, cell := range r.cells {
		total += cell
	}
	return total
}
