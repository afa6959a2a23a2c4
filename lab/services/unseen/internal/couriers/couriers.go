// Package couriers notifies shops; when the way there is down, it tries again later.
package couriers

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

type notice struct {
	Shop  string `json:"shop"`
	Text  string `json:"text"`
	draft [2 << 10]byte
}

var errDown = errors.New("network is down")

// line is down for some seconds at regular times.
type line struct{ start time.Time }

func (l line) send(n *notice) error {
	copy(n.draft[:], n.Text)
	if time.Since(l.start)%(18*time.Second) > 14*time.Second {
		return errDown
	}
	return nil
}

// backoff waits longer each time.
type backoff struct{ next, most time.Duration }

func (b *backoff) wait(ctx context.Context) bool {
	timer := time.NewTimer(b.next/2 + rand.N(b.next))
	defer timer.Stop()
	b.next = min(2*b.next, b.most)
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// App is the couriers service.
type App struct {
	line   line
	life   context.Context
	mu     sync.Mutex
	failed []string // the last of them
}

// Setup wires the service.
func Setup(h *host.Host) {
	life, end := context.WithCancel(context.Background())
	h.OnClose(end)
	a := &App{line: line{time.Now()}, life: life}
	h.Handle("POST /v1/notices", func(r *http.Request) (any, error) {
		n, err := host.Read[*notice](r)
		if err != nil {
			return nil, err
		}
		go a.deliver(n)
		return "accepted", nil
	})
	h.Handle("GET /v1/failed", func(*http.Request) (any, error) {
		a.mu.Lock()
		defer a.mu.Unlock()
		return len(a.failed), nil
	})
	h.Task(func(ctx context.Context) {
		load.Traffic{Rate: load.Steady(110), Next: func(rng *rand.Rand) load.Call {
			if rng.IntN(12) == 0 {
				return load.Get("/v1/failed")
			}
			return load.Post("/v1/notices", notice{Shop: words.Key(rng, "s", 80), Text: words.Text(rng, 150)})
		}}.Send(ctx, h.Base)
	})
}

// deliver tries five times.
func (a *App) deliver(n *notice) {
	pause := &backoff{next: 200 * time.Millisecond, most: 3 * time.Second}
	for range 5 {
		if a.line.send(n) == nil {
			return
		}
		if !pause.wait(a.life) {
			return
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.failed = append(a.failed, n.Shop); len(a.failed) > 100 {
		a.failed = append([]string(nil), a.failed[50:]...)
	}
}
