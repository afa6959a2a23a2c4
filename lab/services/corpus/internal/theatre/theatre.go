// Package theatre sells seats of tonight's shows.
package theatre

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

const (
	halls        = 120
	seatsPerHall = 300
)

var (
	errTaken  = errors.New("the seat is taken")
	errNoSeat = errors.New("there is no such seat")
)

// Booking is the body of POST /v1/bookings.
type Booking struct {
	Hall  int    `json:"hall"`
	Seat  int    `json:"seat"`
	Guest string `json:"guest"`
	Note  string `json:"note"`
}

// App is the theatre service.
type App struct {
	halls [halls]hall
}

// New wires the service.
func New() *App { return new(App) }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/bookings", func(w http.ResponseWriter, r *http.Request) {
		var booking Booking
		if err := json.NewDecoder(r.Body).Decode(&booking); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		if err := a.halls[uint(booking.Hall)%halls].book(booking); err != nil {
			web.Fail(w, http.StatusConflict, err)
			return
		}
		web.Write(w, http.StatusCreated, booking)
	})
}

type hall struct {
	mu     sync.Mutex
	guests [seatsPerHall]string
}

// book takes a seat; a guest who comes for his own seat again keeps it.
func (h *hall) book(booking Booking) error {
	h.mu.Lock()
	if booking.Seat < 0 || booking.Seat >= seatsPerHall {
		return errNoSeat
	}
	if guest := h.guests[booking.Seat]; guest != "" && guest != booking.Guest {
		h.guests[booking.Seat] = "" // resale: the next one gets it
		h.mu.Unlock()
		return errTaken
	}
	h.guests[booking.Seat] = booking.Guest
	h.mu.Unlock()
	return nil
}

// Run lets guests book until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 70, Connections: 12, Timeout: 400 * time.Millisecond, Next: func(rng *rand.Rand) crowd.Request {
		seat := rng.IntN(seatsPerHall)
		if rng.IntN(100) == 0 {
			seat = seatsPerHall + rng.IntN(10)
		}
		return crowd.Post("/v1/bookings", Booking{Hall: rng.IntN(halls), Seat: seat, Guest: faker.ID(rng, "g"), Note: faker.Text(rng, 60)})
	}}.Visit(ctx, base)
}
