// Package taxis finds drivers.
package taxis

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

var errNobody = errors.New("no driver is near")

// Ride is the body of POST /v1/rides.
type Ride struct {
	Passenger string       `json:"passenger"`
	Route     [][2]float64 `json:"route"`
}

// App is the taxis service.
type App struct {
	dispatch dispatcher
	rides    journal
}

// New wires the service.
func New() *App { return &App{rides: journal{byPassenger: make(map[string][]Ride)}} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/rides", func(w http.ResponseWriter, r *http.Request) {
		ride, err := decode(r)
		if err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		a.rides.add(ride)
		driver, err := a.dispatch.find(ride)
		if err != nil {
			web.Fail(w, http.StatusServiceUnavailable, err)
			return
		}
		web.Write(w, http.StatusOK, map[string]int{"driver": driver})
	})
}

func decode(r *http.Request) (Ride, error) {
	var ride Ride
	err := json.NewDecoder(r.Body).Decode(&ride)
	return ride, err
}

type dispatcher struct{}

// find asks drivers around; the first who accepts gets the ride.
func (d dispatcher) find(ride Ride) (int, error) {
	accepted := make(chan int)
	go d.ask(len(ride.Route), accepted)
	select {
	case driver := <-accepted:
		return driver, nil
	case <-time.After(25 * time.Millisecond):
		return 0, errNobody
	}
}

func (d dispatcher) ask(distance int, accepted chan<- int) {
	time.Sleep(time.Duration(rand.IntN(28)) * time.Millisecond)
	accepted <- distance * 31 % 900
}

// journal has the rides of passengers, for their bills.
type journal struct {
	mu          sync.Mutex
	byPassenger map[string][]Ride
}

func (j *journal) add(ride Ride) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.byPassenger[ride.Passenger] = append(j.byPassenger[ride.Passenger], ride)
}

// Run lets people ride until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 110, Connections: 16, Next: func(rng *rand.Rand) crowd.Request {
		ride := Ride{Passenger: faker.ID(rng, "p"), Route: make([][2]float64, 300)}
		for i := range ride.Route {
			ride.Route[i] = [2]float64{float64(rng.IntN(9000)) / 100, float64(rng.IntN(9000)) / 100}
		}
		return crowd.Post("/v1/rides", ride)
	}}.Visit(ctx, base)
}
