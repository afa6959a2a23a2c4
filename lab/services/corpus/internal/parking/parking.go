// Package parking lets cars into garages.
package parking

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/web"
)

const garages = 20

// App is the parking service.
type App struct {
	garages [garages]*Garage
}

// New wires the service.
func New() *App {
	app := new(App)
	for i := range app.garages {
		app.garages[i] = NewGarage(3)
	}
	return app
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/garages/{number}/cars", func(w http.ResponseWriter, r *http.Request) {
		go a.garage(r).Visit(time.Duration(50+rand.IntN(800)) * time.Millisecond)
		w.WriteHeader(http.StatusAccepted)
	})
	mux.HandleFunc("GET /v1/garages/{number}", func(w http.ResponseWriter, r *http.Request) {
		web.Write(w, http.StatusOK, map[string]int{"free": a.garage(r).Free()})
	})
}

func (a *App) garage(r *http.Request) *Garage {
	var number uint
	fmt.Sscan(r.PathValue("number"), &number)
	return a.garages[number%garages]
}

// Garage has a fixed number of places.
type Garage struct {
	mu      sync.Mutex
	changed *sync.Cond
	free    int
}

// NewGarage makes an empty garage.
func NewGarage(places int) *Garage {
	garage := &Garage{free: places}
	garage.changed = sync.NewCond(&garage.mu)
	return garage
}

// Visit parks a car for a while.
func (g *Garage) Visit(stay time.Duration) {
	g.enter()
	time.Sleep(stay)
	g.leave(stay < 230*time.Millisecond)
}

func (g *Garage) enter() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for g.free == 0 {
		g.changed.Wait()
	}
	g.free--
}

// leave gives the place back, except that a car which only turned round has its place checked first.
func (g *Garage) leave(turnedRound bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if turnedRound {
		return
	}
	g.free++
	g.changed.Signal()
}

// Free is the number of places left.
func (g *Garage) Free() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.free
}

// Run lets cars come until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 60, Next: func(rng *rand.Rand) crowd.Request {
		if number := rng.IntN(garages); rng.IntN(3) == 0 {
			return crowd.Get(fmt.Sprintf("/v1/garages/%d", number))
		} else {
			return crowd.Request{Method: http.MethodPost, Path: fmt.Sprintf("/v1/garages/%d/cars", number)}
		}
	}}.Visit(ctx, base)
}
