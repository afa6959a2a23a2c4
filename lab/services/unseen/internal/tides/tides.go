// Package tides streams to listeners, of whom there are many at some times and few at others.
package tides

import (
	"context"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

type listener struct {
	name   string
	buffer [12 << 10]byte
	heard  int
}

type station struct {
	mu        sync.Mutex
	listeners map[*listener]context.CancelFunc
	played    atomic.Int64
}

// tune lets a listener listen for as long as life.
func (s *station) tune(name string, life time.Duration) int {
	ctx, cancel := context.WithTimeout(context.Background(), life)
	l := &listener{name: name}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listeners[l] = cancel
	go s.play(ctx, l)
	return len(s.listeners)
}

func (s *station) play(ctx context.Context, l *listener) {
	ticker := time.NewTicker(150 * time.Millisecond)
	defer ticker.Stop()
	defer s.drop(l)
	for {
		select {
		case now := <-ticker.C:
			l.heard++
			l.buffer[l.heard%len(l.buffer)] = byte(now.Second())
			s.played.Add(1)
		case <-ctx.Done():
			return
		}
	}
}

func (s *station) drop(l *listener) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listeners[l]()
	delete(s.listeners, l)
}

// Setup wires the service.
func Setup(h *host.Host) {
	s := &station{listeners: map[*listener]context.CancelFunc{}}
	h.Handle("POST /v1/listeners", func(r *http.Request) (any, error) {
		name, err := host.Read[string](r)
		if err != nil {
			return nil, err
		}
		return s.tune(name, 2*time.Second+rand.N(3*time.Second)), nil
	})
	h.Handle("GET /v1/played", func(*http.Request) (any, error) { return s.played.Load(), nil })
	h.Task(func(ctx context.Context) {
		load.Traffic{Rate: load.Wave(40, 0.85, 40*time.Second), Next: func(rng *rand.Rand) load.Call {
			if rng.IntN(8) == 0 {
				return load.Get("/v1/played")
			}
			return load.Post("/v1/listeners", words.Text(rng, 20))
		}}.Send(ctx, h.Base)
	})
}
