// Package bikes rents bikes.
package bikes

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

const patience = 15 * time.Minute

// App is the bikes service.
type App struct {
	mu    sync.Mutex
	holds map[string]*hold
}

type hold struct {
	rider string
	route [200]float64
	lapse *time.Timer
}

// New wires the service.
func New() *App { return &App{holds: make(map[string]*hold)} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/holds", func(w http.ResponseWriter, r *http.Request) {
		var body struct{ Rider, Note string }
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		a.hold(body.Rider)
		w.WriteHeader(http.StatusCreated)
	})
}

func (a *App) hold(rider string) {
	held := &hold{rider: rider}
	held.lapse = time.AfterFunc(patience, func() { a.drop(rider) })
	a.mu.Lock()
	a.holds[rider] = held
	a.mu.Unlock()
	go a.fetch(held, time.Duration(1000+rand.IntN(2000))*time.Millisecond)
}

// fetch is the rider walking to the bike.
func (a *App) fetch(held *hold, walk time.Duration) {
	time.Sleep(walk)
	held.lapse.Stop()
	a.drop(held.rider)
}

func (a *App) drop(rider string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.holds, rider)
}

// Run lets people ride until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 180, Next: func(rng *rand.Rand) crowd.Request {
		return crowd.Post("/v1/holds", map[string]string{"rider": faker.ID(rng, "r"), "note": faker.Text(rng, 40)})
	}}.Visit(ctx, base)
}
