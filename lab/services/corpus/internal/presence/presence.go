// Package presence knows who is online.
package presence

import (
	"context"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

const online = 12_000

// App is the presence service.
type App struct {
	mu    sync.Mutex
	users map[string]*user
	order []string // who came first, as a circle
	next  int
}

type user struct {
	since  time.Time
	device string
	rooms  [40]uint64
}

// New wires the service.
func New() *App { return &App{users: make(map[string]*user), order: make([]string, online)} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/online", func(w http.ResponseWriter, _ *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		web.Write(w, http.StatusOK, map[string]int{"online": len(a.users)})
	})
}

// come lets somebody in and whoever has been here longest out.
func (a *App) come(name string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.users, a.order[a.next])
	a.order[a.next] = name
	a.next = (a.next + 1) % online
	a.users[name] = &user{since: time.Now(), device: "phone of " + name}
}

// Run lets people come and go until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	rng := rand.New(rand.NewPCG(rand.Uint64(), 3))
	for range online {
		a.come(faker.ID(rng, "u"))
	}
	go func() {
		ticker := time.NewTicker(10 * time.Millisecond)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				for range 50 {
					a.come(faker.ID(rng, "u"))
				}
			}
		}
	}()
	crowd.Crowd{PerSecond: 40, Next: func(*rand.Rand) crowd.Request { return crowd.Get("/v1/online") }}.Visit(ctx, base)
}
