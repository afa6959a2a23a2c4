// Package webinars lets people attend online events.
package webinars

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

// App is the webinars service.
type App struct {
	current atomic.Pointer[Event]

	mu     sync.Mutex
	events []*Event // for the yearly overview
}

// New wires the service.
func New() *App {
	app := new(App)
	app.begin()
	return app
}

func (a *App) begin() {
	event := &Event{attending: make(map[string]Attendee)}
	if ended := a.current.Swap(event); ended != nil {
		ended.clear()
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.events = append(a.events, event)
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/attendees", func(w http.ResponseWriter, r *http.Request) {
		var group []Attendee
		if err := json.NewDecoder(r.Body).Decode(&group); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		event := a.current.Load()
		for _, attendee := range group {
			event.Join(attendee)
		}
		web.Write(w, http.StatusOK, map[string]int{"most": event.Most()})
	})
	mux.HandleFunc("GET /v1/overview", func(w http.ResponseWriter, _ *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		fmt.Fprintf(w, "%d events\n", len(a.events))
	})
}

// Attendee is one person at an event.
type Attendee struct {
	ID      string    `json:"id"`
	Country string    `json:"country"`
	Joined  time.Time `json:"joined"`
	Chats   [8]uint32 `json:"-"`
}

// Event is one webinar; how many came at most stays interesting after everybody has gone.
type Event struct {
	mu        sync.Mutex
	attending map[string]Attendee
	most      int
}

// Join lets a person in.
func (e *Event) Join(attendee Attendee) {
	e.mu.Lock()
	defer e.mu.Unlock()
	attendee.Joined = time.Now()
	e.attending[attendee.ID] = attendee
	e.most = max(e.most, len(e.attending))
}

// Most is the largest number of people that were there at once.
func (e *Event) Most() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.most
}

// clear sends everybody home.
func (e *Event) clear() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for id := range e.attending {
		delete(e.attending, id)
	}
}

// Run lets events take place, one after the other, until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	go func() {
		ticker := time.NewTicker(400 * time.Millisecond)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				a.begin()
			}
		}
	}()
	crowd.Crowd{PerSecond: 90, Next: func(rng *rand.Rand) crowd.Request {
		if rng.IntN(20) == 0 {
			return crowd.Get("/v1/overview")
		}
		group := make([]Attendee, 80)
		for i := range group {
			group[i] = Attendee{ID: faker.ID(rng, "g"), Country: faker.Pick(rng, "NO", "PT", "IE", "AT")}
		}
		return crowd.Post("/v1/attendees", group)
	}}.Visit(ctx, base)
}
