// Package carts reminds people of their carts.
package carts

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

const remindAfter = 48 * time.Hour

// Item is one line of a cart.
type Item struct {
	Article string `json:"article"`
	Note    string `json:"note"`
	Count   int    `json:"count"`
}

// App is the carts service.
type App struct {
	reminders atomic.Int64

	mu   sync.Mutex
	open map[string]*cart
}

type cart struct {
	owner  string
	items  []Item
	bought atomic.Bool
}

// New wires the service.
func New() *App { return &App{open: make(map[string]*cart)} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("PUT /v1/carts/{owner}", func(w http.ResponseWriter, r *http.Request) {
		cart := &cart{owner: r.PathValue("owner")}
		if err := json.NewDecoder(r.Body).Decode(&cart.items); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		a.keep(cart)
		web.Write(w, http.StatusOK, map[string]int{"items": len(cart.items)})
	})
	mux.HandleFunc("POST /v1/carts/{owner}/checkout", func(w http.ResponseWriter, r *http.Request) {
		a.checkOut(r.PathValue("owner"))
		w.WriteHeader(http.StatusNoContent)
	})
}

// keep replaces the owner's cart and thinks of a reminder.
func (a *App) keep(cart *cart) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.open[cart.owner] = cart
	time.AfterFunc(remindAfter, func() {
		if !cart.bought.Load() {
			a.reminders.Add(int64(len(cart.items)))
		}
	})
}

func (a *App) checkOut(owner string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if cart, ok := a.open[owner]; ok {
		cart.bought.Store(true)
		delete(a.open, owner)
	}
}

// Run lets people shop until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 140, Next: func(rng *rand.Rand) crowd.Request {
		owner := "customer-" + faker.Pick(rng, "a", "b", "c", "d") + string(rune('a'+rng.IntN(26)))
		if rng.IntN(3) == 0 {
			return crowd.Post("/v1/carts/"+owner+"/checkout", nil)
		}
		items := make([]Item, 12+rng.IntN(10))
		for i := range items {
			items[i] = Item{Article: faker.ID(rng, "a"), Note: faker.Text(rng, 300), Count: 1 + rng.IntN(3)}
		}
		return crowd.Request{Method: http.MethodPut, Path: "/v1/carts/" + owner, Body: items}
	}}.Visit(ctx, base)
}
