// Package tokens counts the requests of API tokens in Redis.
package tokens

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/go-redis/redis/v8"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

// App is the token service.
type App struct {
	book    *records.Book
	limiter *Limiter
}

// New wires the service.
func New() *App {
	return &App{book: records.NewBook("token", 2000), limiter: &Limiter{addr: "127.0.0.1:6379", limit: 1000}}
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/tokens", a.book.ServeSearch)
	mux.HandleFunc("POST /v1/tokens/{token}/uses", a.use)
}

// Run lets customers use their tokens until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 40, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.85 {
			return records.Search(rng, "/v1/tokens")
		}
		return http.MethodPost, fmt.Sprintf("/v1/tokens/%d/uses", rng.IntN(300)), nil
	}}.Visit(ctx, base)
}

func (a *App) use(w http.ResponseWriter, r *http.Request) {
	allowed, err := a.limiter.Allow(r.Context(), r.PathValue("token"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	records.WriteJSON(w, http.StatusOK, map[string]bool{"allowed": allowed})
}

// Limiter bounds the uses of a token in a minute.
type Limiter struct {
	addr  string
	limit int64
}

// Allow counts one use.
func (l *Limiter) Allow(ctx context.Context, token string) (bool, error) {
	client := redis.NewClient(&redis.Options{
		Addr:               l.addr,
		PoolSize:           2,
		IdleTimeout:        2 * time.Second,
		IdleCheckFrequency: time.Second,
	})
	key := "lab-libraries:tokens:" + token
	uses, err := client.Incr(ctx, key).Result()
	if err != nil {
		return false, fmt.Errorf("counting token %s: %w", token, err)
	}
	if uses == 1 {
		client.Expire(ctx, key, time.Minute)
	}
	return uses <= l.limit, nil
}
