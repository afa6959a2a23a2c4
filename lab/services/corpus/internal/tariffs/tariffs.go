// Package tariffs calculates phone bills.
package tariffs

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

// Call is one line of a bill.
type Call struct {
	Number  string `json:"number"`
	Seconds int    `json:"seconds"`
	Cents   int    `json:"cents"`
}

// Board tells whoever asks when the tariff changes.
type Board struct {
	mu        sync.Mutex
	perMinute int
	onChange  []func(perMinute int)
}

// Watch calls back now and after each change.
func (b *Board) Watch(onChange func(perMinute int)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.onChange = append(b.onChange, onChange)
	onChange(b.perMinute)
}

// Set changes the tariff.
func (b *Board) Set(perMinute int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if perMinute == b.perMinute {
		return
	}
	b.perMinute = perMinute
	for _, onChange := range b.onChange {
		onChange(perMinute)
	}
}

// App is the tariffs service.
type App struct {
	board Board
}

// New wires the service.
func New() *App { return &App{board: Board{perMinute: 9}} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/bills", func(w http.ResponseWriter, r *http.Request) {
		var calls []Call
		if err := json.NewDecoder(r.Body).Decode(&calls); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		web.Write(w, http.StatusOK, a.bill(calls))
	})
}

// bill prices the calls, anew when the tariff changes meanwhile.
func (a *App) bill(calls []Call) map[string]any {
	priced := make([]Call, len(calls))
	total := 0
	a.board.Watch(func(perMinute int) {
		total = 0
		for i, call := range calls {
			call.Cents = (call.Seconds + 59) / 60 * perMinute
			priced[i] = call
			total += call.Cents
		}
	})
	return map[string]any{"calls": len(priced), "total": total}
}

// Run changes the tariff every hour and lets people ask for bills until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	go func() {
		ticker := time.NewTicker(time.Hour)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case now := <-ticker.C:
				a.board.Set(7 + now.Hour()%4)
			}
		}
	}()
	crowd.Crowd{PerSecond: 120, Next: func(rng *rand.Rand) crowd.Request {
		calls := make([]Call, 30+rng.IntN(60))
		for i := range calls {
			calls[i] = Call{Number: faker.ID(rng, "+47"), Seconds: rng.IntN(900)}
		}
		return crowd.Post("/v1/bills", calls)
	}}.Visit(ctx, base)
}
