// Package raffles gathers tickets, draws a winner and shows past winners.
package raffles

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

type ticket struct {
	number uint64
	bought time.Time
	by     [24]byte
}

type raffle struct {
	mu      sync.Mutex
	id      int
	winner  uint64
	tickets map[uint64]ticket
}

func (r *raffle) enter(numbers []uint64, by string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, number := range numbers {
		t := ticket{number: number, bought: time.Now()}
		copy(t.by[:], by)
		r.tickets[number] = t
	}
	return len(r.tickets)
}

// draw ends a raffle: tickets count no more, the winner stays.
func (r *raffle) draw() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for number := range maps.Keys(r.tickets) {
		r.winner = number
		break
	}
	clear(r.tickets)
}

// App is the raffles service.
type App struct {
	mu   sync.Mutex
	open *raffle
	past []*raffle
}

// Setup wires the service.
func Setup(h *host.Host) {
	a := &App{open: &raffle{tickets: map[uint64]ticket{}}}
	h.Handle("POST /v1/raffles/open/tickets", a.buy)
	h.Handle("GET /v1/raffles/{raffle}", a.show)
	h.Every(500*time.Millisecond, a.turn)
	h.Task(func(ctx context.Context) {
		load.Traffic{Rate: load.Steady(110), Next: func(rng *rand.Rand) load.Call {
			if rng.IntN(4) == 0 {
				return load.Get(fmt.Sprintf("/v1/raffles/%d", rng.IntN(40)))
			}
			o := order{Numbers: make([]uint64, 90), By: words.Text(rng, 20)}
			for i := range o.Numbers {
				o.Numbers[i] = rng.Uint64()
			}
			return load.Post("/v1/raffles/open/tickets", o)
		}}.Send(ctx, h.Base)
	})
}

type order struct {
	Numbers []uint64 `json:"numbers"`
	By      string   `json:"by"`
}

func (a *App) buy(r *http.Request) (any, error) {
	o, err := host.Read[order](r)
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	open := a.open
	a.mu.Unlock()
	return open.enter(o.Numbers, o.By), nil
}

// turn draws the raffle that is open and opens another.
func (a *App) turn() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.open.draw()
	a.past = append(a.past, a.open)
	a.open = &raffle{id: a.open.id + 1, tickets: map[uint64]ticket{}}
}

func (a *App) show(r *http.Request) (any, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	i := slices.IndexFunc(a.past, func(past *raffle) bool { return fmt.Sprint(past.id) == r.PathValue("raffle") })
	if i < 0 {
		return nil, host.Fault{Status: http.StatusNotFound, What: "no such raffle"}
	}
	return map[string]any{"raffle": a.past[i].id, "winner": a.past[i].winner}, nil
}
