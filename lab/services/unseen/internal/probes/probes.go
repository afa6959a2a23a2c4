// Package probes polls targets and remembers how they are.
package probes

import (
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

var errGone = errors.New("target is gone")

type target struct {
	URL    string        `json:"url"`
	Every  time.Duration `json:"every"`
	failed atomic.Int64
	last   atomic.Pointer[status]
}

type status struct {
	OK    bool      `json:"ok"`
	Took  int64     `json:"took"`
	At    time.Time `json:"at"`
	cause error
}

// App is the probes service.
type App struct{ targets sync.Map }

// Setup wires the service.
func Setup(h *host.Host) {
	a := new(App)
	h.Handle("PUT /v1/targets/{name}", a.put)
	h.Handle("GET /v1/targets/{name}", a.get)
	h.Task(func(ctx context.Context) {
		load.Traffic{Lanes: 4, Rate: load.Steady(36), Next: func(rng *rand.Rand) load.Call {
			path := "/v1/targets/" + words.Key(rng, "shop", 150)
			if rng.IntN(6) > 0 {
				return load.Get(path)
			}
			return load.Call{Method: http.MethodPut, Path: path, Body: map[string]any{
				"url": "http://" + words.Word(rng) + ".example/health", "every": 400 * time.Millisecond}}
		}}.Send(ctx, h.Base)
	})
}

func (a *App) put(r *http.Request) (any, error) {
	t, err := host.Read[*target](r)
	if err != nil {
		return nil, err
	}
	t.Every = max(t.Every, 250*time.Millisecond)
	_, replaced := a.targets.Swap(r.PathValue("name"), t)
	go a.watch(t)
	return map[string]bool{"replaced": replaced}, nil
}

func (a *App) get(r *http.Request) (any, error) {
	t, ok := a.targets.Load(r.PathValue("name"))
	if !ok {
		return nil, host.Fault{Status: http.StatusNotFound, What: "no such target"}
	}
	return t.(*target).last.Load(), nil
}

// watch keeps the last status until the target is gone.
func (a *App) watch(t *target) {
	for s := range polled(t) {
		if errors.Is(s.cause, errGone) {
			return
		}
		if !s.OK {
			t.failed.Add(1)
		}
		t.last.Store(&s)
	}
}

// polled yields a status each time that one is due.
func polled(t *target) iter.Seq[status] {
	return func(yield func(status) bool) {
		for {
			begin := time.Now()
			ok := rand.IntN(50) > 0
			if !yield(status{OK: ok, Took: int64(time.Since(begin)), At: begin}) {
				return
			}
			time.Sleep(t.Every + rand.N(t.Every/4))
		}
	}
}
