// Package settlements gathers payments and settles them all at fixed times of the clock.
package settlements

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

const period = 24 * time.Second

type payment struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Cents int64  `json:"cents"`
	Text  string `json:"text"`
	proof [1024]byte
}

type batch struct {
	mu       sync.Mutex
	payments []*payment
	settled  int
}

func (b *batch) add(p *payment) int {
	sum := sha256.Sum256([]byte(p.From + p.To + p.Text))
	copy(p.proof[:], sum[:])
	b.mu.Lock()
	defer b.mu.Unlock()
	b.payments = append(b.payments, p)
	return len(b.payments)
}

// settle nets what there is and begins anew.
func (b *batch) settle() {
	b.mu.Lock()
	due := b.payments
	b.payments = nil
	b.settled += len(due)
	b.mu.Unlock()
	net := map[string]int64{}
	for _, p := range due {
		net[p.From] -= p.Cents
		net[p.To] += p.Cents
	}
}

// Setup wires the service.
func Setup(h *host.Host) {
	b := new(batch)
	h.Handle("POST /v1/payments", func(r *http.Request) (any, error) {
		p, err := host.Read[*payment](r)
		if err != nil {
			return nil, err
		}
		return b.add(p), nil
	})
	h.Handle("GET /v1/settled", func(*http.Request) (any, error) {
		b.mu.Lock()
		defer b.mu.Unlock()
		return fmt.Sprint(b.settled), nil
	})
	h.Task(func(ctx context.Context) {
		for {
			next := time.Now().Truncate(period).Add(period)
			select {
			case <-time.After(time.Until(next)):
				b.settle()
			case <-ctx.Done():
				return
			}
		}
	})
	h.Task(func(ctx context.Context) {
		load.Traffic{Rate: load.Steady(300), Next: func(rng *rand.Rand) load.Call {
			if rng.IntN(10) == 0 {
				return load.Get("/v1/settled")
			}
			return load.Post("/v1/payments", map[string]any{"from": words.Key(rng, "a", 500), "to": words.Key(rng, "a", 500),
				"cents": rng.IntN(90_000), "text": words.Text(rng, 120)})
		}}.Send(ctx, h.Base)
	})
}
