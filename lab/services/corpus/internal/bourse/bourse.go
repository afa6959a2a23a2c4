// Package bourse tells subscribers the prices of shares.
package bourse

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/web"
)

const shares = 30

// App is the bourse.
type App struct {
	mu          sync.RWMutex
	subscribers map[*subscriber]struct{}
}

type subscriber struct {
	share  int
	prices chan float64
	seen   []float64
}

// New wires the service.
func New() *App { return &App{subscribers: make(map[*subscriber]struct{})} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/shares/{share}/subscribers", func(w http.ResponseWriter, r *http.Request) {
		var share uint
		fmt.Sscan(r.PathValue("share"), &share)
		go a.follow(int(share%shares), time.Duration(500+rand.ExpFloat64()*1500)*time.Millisecond)
		w.WriteHeader(http.StatusAccepted)
	})
	mux.HandleFunc("GET /v1/subscribers", func(w http.ResponseWriter, _ *http.Request) {
		a.mu.RLock()
		defer a.mu.RUnlock()
		web.Write(w, http.StatusOK, map[string]int{"subscribers": len(a.subscribers)})
	})
}

// follow subscribes for a while and hands over what it saw.
func (a *App) follow(share int, stay time.Duration) {
	s := &subscriber{share: share, prices: make(chan float64, 4)}
	a.mu.Lock()
	a.subscribers[s] = struct{}{}
	a.mu.Unlock()
	defer a.unsubscribe(s)
	end := time.After(stay)
	for {
		select {
		case price := <-s.prices:
			s.seen = append(s.seen, price)
		case <-end:
			json.Marshal(s.seen)
			return
		}
	}
}

func (a *App) unsubscribe(s *subscriber) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.subscribers, s)
}

func (a *App) publish(share int, price float64) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	for s := range a.subscribers {
		if s.share != share {
			continue
		}
		select {
		case s.prices <- price:
		default: // too slow
		}
	}
}

// Run lets prices change and people come and go until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	go func() {
		ticker := time.NewTicker(20 * time.Millisecond)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				a.publish(rand.IntN(shares), 100*rand.Float64())
			}
		}
	}()
	crowd.Crowd{PerSecond: 80, Next: func(rng *rand.Rand) crowd.Request {
		if rng.IntN(6) == 0 {
			return crowd.Get("/v1/subscribers")
		}
		return crowd.Request{Method: http.MethodPost, Path: fmt.Sprintf("/v1/shares/%d/subscribers", rng.IntN(shares))}
	}}.Visit(ctx, base)
}
