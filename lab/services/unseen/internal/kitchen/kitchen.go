// Package kitchen has a few cooks, whose orders queue up when many come at once.
package kitchen

import (
	"context"
	"math/rand/v2"
	"net/http"
	"runtime/pprof"
	"sync"
	"time"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

type order struct {
	Table int    `json:"table"`
	Text  string `json:"text"`
	slip  [3 << 10]byte
}

// queue is first in, first out.
type queue[T any] struct {
	mu     sync.Mutex
	filled *sync.Cond
	items  []T
	closed bool
}

func newQueue[T any]() *queue[T] {
	q := new(queue[T])
	q.filled = sync.NewCond(&q.mu)
	return q
}

func (q *queue[T]) push(item T) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items = append(q.items, item)
	q.filled.Signal()
	return len(q.items)
}

func (q *queue[T]) pop() (item T, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 && !q.closed {
		q.filled.Wait()
	}
	if q.closed {
		return item, false
	}
	var zero T
	item, q.items[0] = q.items[0], zero
	q.items = q.items[1:]
	return item, true
}

func (q *queue[T]) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.filled.Broadcast()
}

// Setup wires the service.
func Setup(h *host.Host) {
	q := newQueue[*order]()
	h.Handle("POST /v1/orders", func(r *http.Request) (any, error) {
		o, err := host.Read[*order](r)
		if err != nil {
			return nil, err
		}
		copy(o.slip[:], o.Text)
		return q.push(o), nil
	})
	h.Task(func(ctx context.Context) {
		var cooks sync.WaitGroup
		for _, name := range []string{"grill", "stove", "oven", "salads"} {
			cooks.Go(func() {
				pprof.Do(ctx, pprof.Labels("cook", name), func(context.Context) { cook(q) })
			})
		}
		<-ctx.Done()
		q.close()
		cooks.Wait()
	})
	h.Task(func(ctx context.Context) {
		load.Traffic{Lanes: 8, Rate: load.Burst(60, 560, 15*time.Second, 5*time.Second), Next: func(rng *rand.Rand) load.Call {
			return load.Post("/v1/orders", order{Table: rng.IntN(40), Text: words.Text(rng, 250)})
		}}.Send(ctx, h.Base)
	})
}

func cook(q *queue[*order]) {
	for {
		o, ok := q.pop()
		if !ok {
			return
		}
		time.Sleep(10*time.Millisecond + time.Duration(len(o.Text)%4)*time.Millisecond)
	}
}
