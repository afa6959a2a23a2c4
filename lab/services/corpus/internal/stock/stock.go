// Package stock counts what lies in a warehouse.
package stock

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

// Move is the body of POST /v1/moves.
type Move struct {
	Article int    `json:"article"`
	Count   int    `json:"count"`
	Clerk   string `json:"clerk"`
	Reason  string `json:"reason"`
}

// Options differ between replicas.
type Options struct {
	// Leader writes the ledger.
	Leader bool
}

// App is the stock service.
type App struct {
	options Options
	ledger  Ledger

	mu     sync.Mutex
	counts map[int]int
}

// New wires the service.
func New(options Options) *App { return &App{options: options, counts: make(map[int]int)} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/moves", func(w http.ResponseWriter, r *http.Request) {
		var move Move
		if err := json.NewDecoder(r.Body).Decode(&move); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		count := a.apply(move)
		if a.options.Leader {
			a.ledger.Append(move, count)
		}
		web.Write(w, http.StatusOK, map[string]int{"count": count})
	})
}

func (a *App) apply(move Move) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.counts[move.Article%500] += move.Count
	return a.counts[move.Article%500]
}

// Entry is one line of the ledger.
type Entry struct {
	At      time.Time
	Text    string
	Before  int
	After   int
	Article int
}

// Ledger is what has happened so far.
type Ledger struct {
	mu      sync.Mutex
	entries []*Entry
}

// Append writes a line.
func (l *Ledger) Append(move Move, after int) {
	entry := &Entry{
		At:      time.Now(),
		Text:    fmt.Sprintf("%s moved %d of %d: %s", move.Clerk, move.Count, move.Article, move.Reason),
		Before:  after - move.Count,
		After:   after,
		Article: move.Article,
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = append(l.entries, entry)
}

// Run lets clerks move things until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 220, Next: func(rng *rand.Rand) crowd.Request {
		return crowd.Post("/v1/moves", Move{Article: rng.IntN(4000), Count: rng.IntN(20) - 9, Clerk: faker.ID(rng, "c"), Reason: faker.Text(rng, 3500)})
	}}.Visit(ctx, base)
}
