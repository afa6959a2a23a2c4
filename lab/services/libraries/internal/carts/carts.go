// Package carts keeps shopping carts in Redis.
package carts

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/redis/go-redis/v9"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

// App is the cart service.
type App struct {
	book  *records.Book
	store *Store
}

// New wires the service.
func New() *App {
	return &App{book: records.NewBook("article", 2000), store: &Store{addr: "127.0.0.1:6379"}}
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/articles", a.book.ServeSearch)
	mux.HandleFunc("PUT /v1/carts/{cart}", a.put)
}

// Run lets customers fill carts until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 50, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.75 {
			return records.Search(rng, "/v1/articles")
		}
		body, _ := json.Marshal([]records.Record{a.book.At(rng.IntN(2000)), a.book.At(rng.IntN(2000))})
		return http.MethodPut, fmt.Sprintf("/v1/carts/%d", rng.IntN(300)), body
	}}.Visit(ctx, base)
}

func (a *App) put(w http.ResponseWriter, r *http.Request) {
	var articles []records.Record
	if err := json.NewDecoder(r.Body).Decode(&articles); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if err := a.store.Save(r.Context(), r.PathValue("cart"), articles); err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// Store is the carts in Redis.
type Store struct{ addr string }

// Save replaces a cart, which Redis keeps for a minute.
func (s *Store) Save(ctx context.Context, cart string, articles []records.Record) error {
	client := redis.NewClient(&redis.Options{Addr: s.addr})
	document, err := json.Marshal(articles)
	if err != nil {
		return err
	}
	if err := client.Set(ctx, "lab-libraries:carts:"+cart, document, time.Minute).Err(); err != nil {
		return fmt.Errorf("saving cart %s: %w", cart, err)
	}
	return nil
}
