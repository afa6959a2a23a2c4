// Package limits limits how often a client may call.
package limits

import (
	"context"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
)

const (
	perSecond = 5
	sweep     = 5 * time.Second
)

// App is the limits service.
type App struct {
	mu      sync.Mutex
	clients map[string]*bucket
}

type bucket struct {
	tokens float64
	at     time.Time
	recent [300]int32
}

// New wires the service.
func New() *App { return &App{clients: make(map[string]*bucket)} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/allow", func(w http.ResponseWriter, r *http.Request) {
		if !a.allow(r.URL.Query().Get("client"), time.Now()) {
			w.WriteHeader(http.StatusTooManyRequests)
		}
	})
}

func (a *App) allow(client string, now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	known, ok := a.clients[client]
	if !ok {
		known = &bucket{tokens: perSecond, at: now}
		a.clients[client] = known
	}
	known.tokens = min(perSecond, known.tokens+now.Sub(known.at).Seconds()*perSecond)
	known.at = now
	known.recent[now.Second()]++
	if known.tokens < 1 {
		return false
	}
	known.tokens--
	return true
}

// forget drops clients whose bucket is full again.
func (a *App) forget(now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for client, bucket := range a.clients {
		if now.Sub(bucket.at) > time.Second {
			delete(a.clients, client)
		}
	}
}

// Run forgets and lets clients call until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	go func() {
		ticker := time.NewTicker(sweep)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case now := <-ticker.C:
				a.forget(now)
			}
		}
	}()
	crowd.Crowd{PerSecond: 450, Connections: 12, Next: func(rng *rand.Rand) crowd.Request {
		return crowd.Get("/v1/allow?client=" + faker.ID(rng, "client"))
	}}.Visit(ctx, base)
}
