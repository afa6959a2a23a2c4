// Package members tells who is online, by messages in Redis.
package members

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/redis/go-redis/v9"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

const prefix = "lab-libraries:members:"

// App is the presence service.
type App struct {
	book  *records.Book
	redis *redis.Client
}

// New wires the service.
func New() *App {
	return &App{book: records.NewBook("member", 2000), redis: redis.NewClient(&redis.Options{Addr: "127.0.0.1:6379"})}
}

// Close leaves Redis.
func (a *App) Close() error { return a.redis.Close() }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/members", a.book.ServeSearch)
	mux.HandleFunc("GET /v1/rooms/{room}/ping", a.ping)
}

// Run lets members look for each other until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 40, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.9 {
			return records.Search(rng, "/v1/members")
		}
		return http.MethodGet, fmt.Sprintf("/v1/rooms/%d/ping", rng.IntN(50)), nil
	}}.Visit(ctx, base)
}

func (a *App) ping(w http.ResponseWriter, r *http.Request) {
	alive, err := a.anyoneIn(r.Context(), r.PathValue("room"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	records.WriteJSON(w, http.StatusOK, map[string]bool{"alive": alive})
}

// anyoneIn calls into a room and waits a moment for somebody to answer.
func (a *App) anyoneIn(ctx context.Context, room string) (bool, error) {
	answers := a.redis.Subscribe(ctx, prefix+room)
	if _, err := answers.Receive(ctx); err != nil {
		return false, fmt.Errorf("subscribing to room %s: %w", room, err)
	}
	heard := answers.Channel()
	if err := a.redis.Publish(ctx, prefix+room, "anyone?").Err(); err != nil {
		return false, err
	}
	select {
	case <-heard:
		return true, nil
	case <-time.After(100 * time.Millisecond):
		return false, nil
	}
}
