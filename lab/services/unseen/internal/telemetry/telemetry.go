// Package telemetry keeps the last readings of each machine.
package telemetry

import (
	"context"
	"iter"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

const kept = 3000

type reading struct {
	at    time.Time
	value float64
	unit  string
}

// ring is a slice that, once full, begins anew.
type ring[T any] struct {
	items []T
	next  int
	most  int
}

func (r *ring[T]) add(item T) {
	if len(r.items) < r.most {
		r.items = append(r.items, item)
		return
	}
	r.items[r.next] = item
	r.next = (r.next + 1) % r.most
}

// all yields the items from the oldest on.
func (r *ring[T]) all() iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		for i := range r.items {
			if !yield(i, r.items[(r.next+i)%len(r.items)]) {
				return
			}
		}
	}
}

type machine struct {
	mu   sync.Mutex
	last ring[reading]
}

// Setup wires the service.
func Setup(h *host.Host) {
	machines := map[string]*machine{}
	names := []string{"lathe", "press", "mill", "saw", "drill", "robot", "belt", "crane"}
	for _, name := range names {
		machines[name] = &machine{last: ring[reading]{most: kept}}
	}
	h.Handle("POST /v1/machines/{machine}/readings", func(r *http.Request) (any, error) {
		values, err := host.Read[[]float64](r)
		if err != nil {
			return nil, err
		}
		m, ok := machines[r.PathValue("machine")]
		if !ok {
			return nil, host.Fault{Status: http.StatusNotFound, What: "no such machine"}
		}
		m.mu.Lock()
		defer m.mu.Unlock()
		for _, value := range values {
			m.last.add(reading{at: time.Now(), value: value, unit: string(append([]byte("bar"), make([]byte, 60)...))})
		}
		return m.mean(), nil
	})
	h.Task(func(ctx context.Context) {
		load.Traffic{Rate: load.Steady(100), Next: func(rng *rand.Rand) load.Call {
			values := make([]float64, 30)
			for i := range values {
				values[i] = rng.NormFloat64()
			}
			return load.Post("/v1/machines/"+names[rng.IntN(len(names))]+"/readings?note="+words.Word(rng), values)
		}}.Send(ctx, h.Base)
	})
}

func (m *machine) mean() float64 {
	var sum float64
	for _, r := range m.last.all() {
		sum += r.value
	}
	return sum / float64(len(m.last.items))
}
