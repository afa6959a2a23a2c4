// Package leases lends tasks to workers, who renew what they still work on.
package leases

import (
	"context"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

const term = 25 * time.Minute

// holding is something lent, with what is to be done when its time is up.
type holding[T any] struct {
	item  T
	until time.Time
	timer *time.Timer
}

// shelf lends items by key.
type shelf[T any] struct {
	mu       sync.Mutex
	holdings map[string]*holding[T]
}

func (s *shelf[T]) lend(key string, item T) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	held := &holding[T]{item: item, until: time.Now().Add(term)}
	held.timer = time.AfterFunc(term, func() { s.expire(key, held) })
	s.holdings[key] = held
	return held.until
}

func (s *shelf[T]) expire(key string, held *holding[T]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.holdings[key] == held {
		delete(s.holdings, key)
	}
}

func (s *shelf[T]) give(key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	held, ok := s.holdings[key]
	if ok {
		held.timer.Stop()
		delete(s.holdings, key)
	}
	return ok
}

type task struct {
	worker string
	note   [1400]byte
}

// Setup wires the service.
func Setup(h *host.Host) {
	d := desk{&shelf[*task]{holdings: map[string]*holding[*task]{}}}
	h.Handle("PUT /v1/leases/{task}", d.renew)
	h.Handle("DELETE /v1/leases/{task}", func(r *http.Request) (any, error) { return d.tasks.give(r.PathValue("task")), nil })
	h.Task(func(ctx context.Context) {
		load.Traffic{Rate: load.Wave(240, 0.3, 9*time.Second), Next: func(rng *rand.Rand) load.Call {
			path := "/v1/leases/" + words.Key(rng, "task", 400)
			if rng.IntN(5) == 0 {
				return load.Call{Method: http.MethodDelete, Path: path}
			}
			return load.Call{Method: http.MethodPut, Path: path, Body: request{Worker: words.Key(rng, "w", 30), Note: words.Text(rng, 500)}}
		}}.Send(ctx, h.Base)
	})
}

type request struct {
	Worker string `json:"worker"`
	Note   string `json:"note"`
}

type desk struct{ tasks *shelf[*task] }

func (d desk) renew(r *http.Request) (any, error) {
	body, err := host.Read[request](r)
	if err != nil {
		return nil, err
	}
	t := &task{worker: body.Worker}
	copy(t.note[:], body.Note)
	return d.tasks.lend(r.PathValue("task"), t), nil
}
