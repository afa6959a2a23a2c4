// Package auctions bids for advertising space.
package auctions

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/web"
)

const (
	bidders       = 2
	candidates    = 48
	bytesOfBanner = 24 << 10
)

// App is the auctions service.
type App struct {
	auctions atomic.Int64
	budgets  budgets
}

// New wires the service.
func New() *App {
	return &App{budgets: budgets{spent: make(map[string]*spending)}}
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/auctions", func(w http.ResponseWriter, _ *http.Request) {
		web.Write(w, http.StatusOK, map[string]int64{"held": a.auctions.Load()})
	})
}

// hold scores the candidates for one space and returns the best.
func (a *App) hold(number int64) (best int) {
	var highest int
	for candidate := range candidates {
		banner := render(candidate)
		if price := int(banner[number%int64(len(banner))]) + candidate; price > highest {
			best, highest = candidate, price
		}
	}
	a.budgets.charge(fmt.Sprintf("campaign-%d/page-%d", best, number), highest)
	a.auctions.Add(1)
	return best
}

func render(candidate int) []byte {
	banner := make([]byte, bytesOfBanner+candidate*64)
	for i := 0; i < len(banner); i += 64 {
		banner[i] = byte(candidate * i)
	}
	return banner
}

type spending struct {
	cents   int
	at      time.Time
	history [384]uint64 // by quarter of an hour
}

// budgets counts what campaigns have spent.
type budgets struct {
	mu    sync.Mutex
	spent map[string]*spending
}

func (b *budgets) charge(campaign string, cents int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	account, ok := b.spent[campaign]
	if !ok {
		account = new(spending)
		b.spent[campaign] = account
	}
	account.cents += cents
	account.at = time.Now()
	account.history[account.at.Minute()] += uint64(cents)
}

// Run holds auctions until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	var numbers atomic.Int64
	for range bidders {
		go func() {
			ticker := time.NewTicker(22 * time.Millisecond)
			defer ticker.Stop()
			for {
				select {
				case <-ctx.Done():
					return
				case <-ticker.C:
					a.hold(numbers.Add(1))
				}
			}
		}()
	}
	crowd.Crowd{PerSecond: 10, Next: func(*rand.Rand) crowd.Request { return crowd.Get("/v1/auctions") }}.Visit(ctx, base)
}
