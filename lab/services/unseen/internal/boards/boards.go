// Package boards renders boards of cards and keeps those that were looked at last.
package boards

import (
	"container/list"
	"context"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

type card struct {
	Title string  `json:"title"`
	Votes [16]int `json:"votes"`
}

type board struct {
	Name     string    `json:"name"`
	Rendered time.Time `json:"rendered"`
	Cards    []card    `json:"cards"`
}

// recent keeps boards in the order in which they were looked at.
type recent struct {
	mu     sync.Mutex
	most   int
	order  *list.List
	byName map[string]*list.Element
}

func (r *recent) get(name string, fresh time.Duration) (*board, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e, ok := r.byName[name]
	if !ok {
		return nil, false
	}
	b := e.Value.(*board)
	if time.Since(b.Rendered) > fresh {
		return nil, false
	}
	r.order.MoveToFront(e)
	return b, true
}

func (r *recent) put(b *board) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.byName[b.Name] = r.order.PushFront(b)
	for len(r.byName) > r.most {
		last := r.order.Back()
		delete(r.byName, r.order.Remove(last).(*board).Name)
	}
}

// App is the boards service.
type App struct{ recent *recent }

// Setup wires the service.
func Setup(h *host.Host) {
	a := &App{&recent{most: 250, order: list.New(), byName: map[string]*list.Element{}}}
	h.Handle("GET /v1/boards/{board}", a.show)
	h.Task(func(ctx context.Context) {
		load.Traffic{Rate: load.Steady(210), Next: func(rng *rand.Rand) load.Call {
			return load.Get("/v1/boards/" + words.Key(rng, "team", 180))
		}}.Send(ctx, h.Base)
	})
}

func (a *App) show(r *http.Request) (any, error) {
	name := r.PathValue("board")
	if b, ok := a.recent.get(name, 500*time.Millisecond); ok {
		return b, nil
	}
	b := render(name)
	a.recent.put(b)
	return b, nil
}

func render(name string) *board {
	b := &board{Name: name, Rendered: time.Now(), Cards: make([]card, 20)}
	for i := range b.Cards {
		b.Cards[i].Title = "card of " + name
		b.Cards[i].Votes[i%16] = len(name) * i
	}
	return b
}
