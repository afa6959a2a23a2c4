// Package tables plays card games.
package tables

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

const game = 6 * time.Second

// App is the tables service.
type App struct {
	mu     sync.Mutex
	tables map[string]*table
}

type table struct {
	id      string
	players []string
	moves   chan string
	history []string
}

// New wires the service.
func New() *App { return &App{tables: make(map[string]*table)} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("PUT /v1/tables/{id}", func(w http.ResponseWriter, r *http.Request) {
		opened := &table{id: r.PathValue("id"), moves: make(chan string, 8)}
		if err := json.NewDecoder(r.Body).Decode(&opened.players); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		a.mu.Lock()
		a.tables[opened.id] = opened
		a.mu.Unlock()
		go a.play(opened)
		w.WriteHeader(http.StatusCreated)
	})
	mux.HandleFunc("GET /v1/tables", func(w http.ResponseWriter, _ *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		web.Write(w, http.StatusOK, map[string]int{"open": len(a.tables)})
	})
}

// play deals cards until the game is over, then clears the table.
func (a *App) play(table *table) {
	end := time.NewTimer(game)
	defer end.Stop()
	deal := time.NewTicker(500 * time.Millisecond)
	defer deal.Stop()
	for {
		select {
		case <-end.C:
			a.mu.Lock()
			defer a.mu.Unlock()
			delete(a.tables, table.id)
			return
		case <-deal.C:
			table.history = append(table.history, fmt.Sprintf("%s plays %d", table.players[0], rand.IntN(52)))
		}
	}
}

// Run lets people play until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 60, Next: func(rng *rand.Rand) crowd.Request {
		if rng.IntN(4) == 0 {
			return crowd.Get("/v1/tables")
		}
		players := []string{faker.ID(rng, "p"), faker.ID(rng, "p"), faker.Text(rng, 800)}
		return crowd.Request{Method: http.MethodPut, Path: "/v1/tables/" + faker.ID(rng, "t"), Body: players}
	}}.Visit(ctx, base)
}
