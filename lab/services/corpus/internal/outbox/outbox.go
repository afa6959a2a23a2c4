// Package outbox passes events on to an archive.
package outbox

import (
	"container/list"
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

// Event is the body of POST /v1/events.
type Event struct {
	Order   string   `json:"order"`
	Kind    string   `json:"kind"`
	Details string   `json:"details"`
	Tags    []string `json:"tags"`
}

// App is the outbox.
type App struct {
	mu      sync.Mutex
	waiting *list.List
}

// New wires the service.
func New() *App { return &App{waiting: list.New()} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/events", func(w http.ResponseWriter, r *http.Request) {
		event, err := decode(r)
		if err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		a.push(event)
		w.WriteHeader(http.StatusAccepted)
	})
	mux.HandleFunc("GET /v1/waiting", func(w http.ResponseWriter, _ *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		web.Write(w, http.StatusOK, map[string]int{"events": a.waiting.Len()})
	})
}

func decode(r *http.Request) (*Event, error) {
	event := new(Event)
	return event, json.NewDecoder(r.Body).Decode(event)
}

func (a *App) push(event *Event) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.waiting.PushBack(event)
}

func (a *App) pop() (*Event, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	front := a.waiting.Front()
	if front == nil {
		return nil, false
	}
	return a.waiting.Remove(front).(*Event), true
}

// archive writes one event at a time; the archive takes its time for each.
func (a *App) archive(ctx context.Context) {
	ticker := time.NewTicker(8 * time.Millisecond)
	defer ticker.Stop()
	for ctx.Err() == nil {
		<-ticker.C
		if event, ok := a.pop(); ok {
			json.Marshal(event)
		}
	}
}

// Run archives and lets orders happen until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	go a.archive(ctx)
	crowd.Crowd{PerSecond: 420, Connections: 12, Next: func(rng *rand.Rand) crowd.Request {
		if rng.IntN(50) == 0 {
			return crowd.Get("/v1/waiting")
		}
		tags := make([]string, 12)
		for i := range tags {
			tags[i] = faker.ID(rng, "tag")
		}
		return crowd.Post("/v1/events", Event{Order: faker.ID(rng, "o"), Kind: "changed", Details: faker.Text(rng, 2200), Tags: tags})
	}}.Visit(ctx, base)
}
