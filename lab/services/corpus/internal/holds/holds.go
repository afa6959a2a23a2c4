// Package holds keeps places on rides until they are paid.
package holds

import (
	"context"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/web"
)

const (
	patience = 24 * time.Hour
	places   = 5000
)

// App is the holds service.
type App struct {
	free, lapsed atomic.Int64
}

// New wires the service.
func New() *App {
	app := new(App)
	app.free.Store(places)
	return app
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/rides", func(w http.ResponseWriter, _ *http.Request) {
		web.Write(w, http.StatusOK, map[string]int64{"free": a.free.Load(), "lapsed": a.lapsed.Load()})
	})
}

// hold is a place that somebody thinks about.
type hold struct {
	ride  int
	seats int64
	paid  atomic.Bool
	app   *App
}

func (a *App) hold(ride int, seats int64) *hold {
	held := &hold{ride: ride, seats: seats, app: a}
	a.free.Add(-seats)
	time.AfterFunc(patience, held.lapse)
	return held
}

func (h *hold) pay() {
	h.paid.Store(true)
	h.app.free.Add(h.seats) // the ride is over at once in this small town
}

func (h *hold) lapse() {
	if !h.paid.Load() {
		h.app.free.Add(h.seats)
		h.app.lapsed.Add(1)
	}
}

// Run works off the bookings that come over the radio, and lets people look, until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	for range 2 {
		go a.radio(ctx)
	}
	crowd.Crowd{PerSecond: 30, Next: func(*rand.Rand) crowd.Request { return crowd.Get("/v1/rides") }}.Visit(ctx, base)
}

func (a *App) radio(ctx context.Context) {
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			for range 15 {
				a.hold(rand.IntN(900), 1+rand.Int64N(4)).pay()
			}
		}
	}
}
