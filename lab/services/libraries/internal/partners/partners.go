// Package partners asks partners for offers.
package partners

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
	"example.com/libraries/internal/upstream"
)

// App is the offer service.
type App struct {
	book    *records.Book
	partner string
}

// New wires the service and starts the partner's.
func New(ctx context.Context) (*App, error) {
	partner, err := upstream.Start(ctx)
	if err != nil {
		return nil, err
	}
	return &App{book: records.NewBook("offer", 2000), partner: partner}, nil
}

// Partner is the partner's API: a price.
func Partner(w http.ResponseWriter, r *http.Request) {
	records.WriteJSON(w, http.StatusOK, map[string]any{"path": r.URL.Path, "cents": rand.IntN(10_000)})
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/offers", a.book.ServeSearch)
	mux.HandleFunc("GET /v1/prices/{article}", a.showPrice)
}

// Run lets customers compare prices until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 40, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.88 {
			return records.Search(rng, "/v1/offers")
		}
		return http.MethodGet, fmt.Sprintf("/v1/prices/%d", rng.IntN(2000)), nil
	}}.Visit(ctx, base)
}

func (a *App) showPrice(w http.ResponseWriter, r *http.Request) {
	cents, err := a.price(r.Context(), r.PathValue("article"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	records.WriteJSON(w, http.StatusOK, map[string]int{"cents": cents})
}

// price asks the partner, who must answer soon.
func (a *App) price(ctx context.Context, article string) (int, error) {
	client := &http.Client{
		Timeout:   2 * time.Second,
		Transport: &http.Transport{ResponseHeaderTimeout: time.Second, MaxIdleConnsPerHost: 4},
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, a.partner+"/articles/"+article, nil)
	if err != nil {
		return 0, err
	}
	answer, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	var offer struct{ Cents int }
	if err := json.NewDecoder(answer.Body).Decode(&offer); err != nil {
		return 0, fmt.Errorf("offer for %s: %w", article, err)
	}
	return offer.Cents, nil
}
