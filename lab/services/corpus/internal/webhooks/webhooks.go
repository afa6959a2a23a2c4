// Package webhooks receives events of partners.
package webhooks

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

// Event is one of the body of POST /v1/events.
type Event struct {
	ID      string `json:"id"`
	Partner string `json:"partner"`
	Text    string `json:"text"`
}

// App is the webhooks service.
type App struct {
	inbox *Inbox
}

// New wires the service.
func New() *App { return &App{inbox: NewInbox()} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/events", func(w http.ResponseWriter, r *http.Request) {
		var events []Event
		if err := json.NewDecoder(r.Body).Decode(&events); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		fresh := 0
		for _, event := range events {
			if a.inbox.Accept(event) {
				fresh++
			}
		}
		web.Write(w, http.StatusOK, map[string]int{"fresh": fresh})
	})
}

// receipt says when an event came and what became of it.
type receipt struct {
	first    time.Time
	attempts int
	sum      [2]uint64
}

// Inbox lets every event in once.
type Inbox struct {
	mu   sync.Mutex
	seen map[[16]byte]receipt
}

// NewInbox makes an empty inbox.
func NewInbox() *Inbox { return &Inbox{seen: make(map[[16]byte]receipt)} }

// Accept tells whether the event is new.
func (b *Inbox) Accept(event Event) bool {
	var key [16]byte
	copy(key[:], event.ID)
	b.mu.Lock()
	defer b.mu.Unlock()
	known, ok := b.seen[key]
	if !ok {
		known.first = time.Now()
	}
	known.attempts++
	known.sum[len(event.Text)%2] += uint64(len(event.Text))
	b.seen[key] = known
	return !ok
}

// Run lets partners send until ctx ends; now and then they send twice.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 80, Next: func(rng *rand.Rand) crowd.Request {
		events := make([]Event, 120)
		for i := range events {
			events[i] = Event{ID: faker.ID(rng, ""), Partner: faker.Pick(rng, "bank", "post", "press"), Text: "changed"}
		}
		events[1] = events[0]
		return crowd.Post("/v1/events", events)
	}}.Visit(ctx, base)
}
