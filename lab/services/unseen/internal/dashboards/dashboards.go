// Package dashboards counts calls by service, method and outcome, of which there are not many.
package dashboards

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"
	"unique"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
)

// label is a text that is there once, however often it is used.
type label = unique.Handle[string]

type key struct{ service, method, outcome label }

type series struct {
	count   uint64
	seconds [1200]uint32
	samples []float64
}

type registry struct {
	mu     sync.RWMutex
	series map[key]*series
}

func (r *registry) count(service, method, outcome string, took float64) {
	k := key{unique.Make(service), unique.Make(method), unique.Make(outcome)}
	r.mu.Lock()
	defer r.mu.Unlock()
	s, ok := r.series[k]
	if !ok {
		s = &series{samples: make([]float64, 0, 128)}
		r.series[k] = s
	}
	s.count++
	s.seconds[time.Now().Unix()%int64(len(s.seconds))]++
	if len(s.samples) < cap(s.samples) {
		s.samples = append(s.samples, took)
	} else {
		s.samples[s.count%uint64(cap(s.samples))] = took
	}
}

// show writes the counts in the form that scrapers read.
func (r *registry) show(w http.ResponseWriter, _ *http.Request) {
	var b strings.Builder
	r.mu.RLock()
	for k, s := range r.series {
		fmt.Fprintf(&b, "calls{service=%q,method=%q,outcome=%q} %d\n", k.service.Value(), k.method.Value(), k.outcome.Value(), s.count)
	}
	r.mu.RUnlock()
	fmt.Fprint(w, b.String())
}

type call struct{ Service, Method, Outcome string }

// Setup wires the service.
func Setup(h *host.Host) {
	reg := &registry{series: map[key]*series{}}
	h.Raw("GET /metrics", reg.show)
	h.Handle("POST /v1/calls", func(r *http.Request) (any, error) {
		calls, err := host.Read[[]call](r)
		if err != nil {
			return nil, err
		}
		for _, c := range calls {
			reg.count(c.Service, c.Method, c.Outcome, float64(len(c.Method)))
		}
		return len(calls), nil
	})
	h.Task(func(ctx context.Context) {
		outcomes := []string{"ok", "ok", "ok", "ok", "invalid", "late", "broken"}
		load.Traffic{Rate: load.Steady(50), Next: func(rng *rand.Rand) load.Call {
			if rng.IntN(50) == 0 {
				return load.Get("/metrics")
			}
			zipf := rand.NewZipf(rng, 1.3, 6, 23)
			calls := make([]call, 8)
			for i := range calls {
				calls[i] = call{fmt.Sprintf("svc-%02d", zipf.Uint64()), fmt.Sprintf("method%d", zipf.Uint64()%6), outcomes[rng.IntN(len(outcomes))]}
			}
			return load.Post("/v1/calls", calls)
		}}.Send(ctx, h.Base)
	})
}
