// Package depots runs an actor for each depot; what is asked of it depends on its state.
package depots

import (
	"context"
	"math/rand/v2"
	"net/http"
	"time"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

type state int

const (
	receiving state = iota
	sorting
	loading
	departed
)

func (s state) String() string { return [...]string{"receiving", "sorting", "loading", "departed"}[s] }

// promise is an answer that comes later.
type promise[T any] struct{ value chan T }

func newPromise[T any]() promise[T] { return promise[T]{make(chan T, 1)} }
func (p promise[T]) keep(value T)   { p.value <- value }
func (p promise[T]) wait() T        { return <-p.value }

type claim struct {
	parcel string
	answer promise[receipt]
}

type receipt struct {
	Depot  string `json:"depot"`
	Parcel string `json:"parcel"`
	Shelf  int    `json:"shelf"`
	State  string `json:"state"`
}

type depot struct {
	name    string
	state   state
	claims  chan claim
	shelves int
}

// Setup wires the service.
func Setup(h *host.Host) {
	y := yard{}
	for _, name := range []string{"north", "east", "south", "west", "harbour", "airport"} {
		d := &depot{name: name, claims: make(chan claim, 16), state: state(rand.IntN(4))}
		y[name] = d
		h.Task(d.run)
	}
	h.Handle("POST /v1/depots/{depot}/claims", y.claim)
	h.Task(func(ctx context.Context) {
		names := []string{"north", "east", "south", "west", "harbour", "airport"}
		load.Traffic{Lanes: 16, Rate: load.Steady(34), Patience: 600 * time.Millisecond, Next: func(rng *rand.Rand) load.Call {
			return load.Post("/v1/depots/"+names[rng.IntN(len(names))]+"/claims", order{Parcel: words.Unique(rng, "p"), Note: words.Text(rng, 60)})
		}}.Send(ctx, h.Base)
	})
}

type yard map[string]*depot

type order struct {
	Parcel string `json:"parcel"`
	Note   string `json:"note"`
}

func (y yard) claim(r *http.Request) (any, error) {
	body, err := host.Read[order](r)
	if err != nil {
		return nil, err
	}
	d, ok := y[r.PathValue("depot")]
	if !ok {
		return nil, host.Fault{Status: http.StatusNotFound, What: "no such depot"}
	}
	c := claim{parcel: body.Parcel, answer: newPromise[receipt]()}
	select {
	case d.claims <- c:
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	return c.answer.wait(), nil
}

func (d *depot) run(ctx context.Context) {
	shift := time.NewTicker(300 * time.Millisecond)
	defer shift.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-shift.C:
			d.state = (d.state + 1) % 4
		case c := <-d.claims:
			d.handle(c)
		}
	}
}

func (d *depot) handle(c claim) {
	switch d.state {
	case receiving, sorting:
		d.shelves++
		c.answer.keep(receipt{Depot: d.name, Parcel: c.parcel, Shelf: d.shelves % 40, State: d.state.String()})
	case loading:
		c.answer.keep(receipt{Depot: d.name, Parcel: c.parcel, Shelf: -1, State: d.state.String()})
	}
}
