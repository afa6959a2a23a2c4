// Package deliveries follows couriers on their tours.
package deliveries

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

// App is the deliveries service.
type App struct {
	mu    sync.Mutex
	tours map[string]*tour
}

// New wires the service.
func New() *App { return &App{tours: make(map[string]*tour)} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("PUT /v1/tours/{id}", func(w http.ResponseWriter, r *http.Request) {
		tour := &tour{id: r.PathValue("id"), heading: rand.Float64() * 2 * math.Pi}
		a.mu.Lock()
		a.tours[tour.id] = tour
		a.mu.Unlock()
		go tour.refresh(500 * time.Millisecond)
		time.AfterFunc(3*time.Second, func() { a.finish(tour) })
		w.WriteHeader(http.StatusCreated)
	})
	mux.HandleFunc("GET /v1/tours", func(w http.ResponseWriter, _ *http.Request) { web.Write(w, http.StatusOK, a.positions()) })
}

func (a *App) finish(tour *tour) {
	tour.delivered.Store(true)
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.tours, tour.id)
}

func (a *App) positions() map[string][2]float64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	positions := make(map[string][2]float64, len(a.tours))
	for id, tour := range a.tours {
		positions[id] = tour.position()
	}
	return positions
}

type tour struct {
	id        string
	heading   float64
	delivered atomic.Bool

	mu   sync.Mutex
	x, y float64
}

// refresh moves the courier on; the map polls faster while the parcel is on its way.
func (t *tour) refresh(every time.Duration) {
	for {
		t.move(every.Seconds())
		if t.delivered.Load() {
			every = 5 * time.Second
		}
		time.Sleep(every)
	}
}

func (t *tour) move(seconds float64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.x += math.Cos(t.heading) * seconds
	t.y += math.Sin(t.heading) * seconds
}

func (t *tour) position() [2]float64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return [2]float64{t.x, t.y}
}

// Run lets couriers start tours and people look at the map until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 60, Next: func(rng *rand.Rand) crowd.Request {
		if rng.IntN(8) == 0 {
			return crowd.Request{Method: http.MethodPut, Path: fmt.Sprintf("/v1/tours/%s", faker.ID(rng, "tour"))}
		}
		return crowd.Get("/v1/tours")
	}}.Visit(ctx, base)
}
