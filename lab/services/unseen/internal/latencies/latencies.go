// Package latencies keeps a histogram for each kind of span.
package latencies

import (
	"context"
	"math/bits"
	"math/rand/v2"
	"net/http"
	"sync"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

// Vec is one instrument for each label.
type Vec[L comparable, M any] struct {
	mu    sync.RWMutex
	cells map[L]M
	build func() M
}

// NewVec makes a Vec whose instruments build makes.
func NewVec[L comparable, M any](build func() M) *Vec[L, M] {
	return &Vec[L, M]{cells: map[L]M{}, build: build}
}

// With answers the instrument of a label.
func (v *Vec[L, M]) With(label L) M {
	v.mu.RLock()
	cell, ok := v.cells[label]
	v.mu.RUnlock()
	if ok {
		return cell
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if cell, ok = v.cells[label]; !ok {
		cell = v.build()
		v.cells[label] = cell
	}
	return cell
}

type histogram struct {
	mu      sync.Mutex
	sum     uint64
	buckets [40]uint64
}

func (h *histogram) observe(micros uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sum += micros
	h.buckets[min(bits.Len64(micros), len(h.buckets)-1)]++
}

type labels struct{ service, route, outcome string }

type span struct {
	Service string `json:"service"`
	Route   string `json:"route"`
	Outcome string `json:"outcome"`
	Micros  uint64 `json:"micros"`
}

// App is the latencies service.
type App struct {
	spans  *Vec[labels, *histogram]
	totals *Vec[string, *histogram]
}

// Setup wires the service.
func Setup(h *host.Host) {
	build := func() *histogram { return new(histogram) }
	a := &App{spans: NewVec[labels](build), totals: NewVec[string](build)}
	h.Handle("POST /v1/spans", a.take)
	h.Task(func(ctx context.Context) {
		load.Traffic{Rate: load.Steady(75), Next: func(rng *rand.Rand) load.Call {
			batch := make([]span, 12)
			for i := range batch {
				batch[i] = span{Service: words.Word(rng), Route: "/v2/items/" + words.Unique(rng, "i"), Outcome: "ok", Micros: rng.Uint64N(1 << 22)}
			}
			return load.Post("/v1/spans", batch)
		}}.Send(ctx, h.Base)
	})
}

func (a *App) take(r *http.Request) (any, error) {
	batch, err := host.Read[[]span](r)
	if err != nil {
		return nil, err
	}
	for _, s := range batch {
		a.observe(s)
	}
	return len(batch), nil
}

func (a *App) observe(s span) {
	a.totals.With(s.Service).observe(s.Micros)
	a.spans.With(labels{s.Service, s.Route, s.Outcome}).observe(s.Micros)
}
