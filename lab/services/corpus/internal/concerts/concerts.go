// Package concerts sells tickets.
package concerts

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

// Order is the body of POST /v1/tickets.
type Order struct {
	Fan     string `json:"fan"`
	Concert string `json:"concert"`
	Wishes  string `json:"wishes"`
}

// App is the concerts service.
type App struct {
	cashier chan struct{}
}

// New wires the service.
func New() *App { return &App{cashier: make(chan struct{}, 60)} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/tickets", func(w http.ResponseWriter, r *http.Request) {
		var order Order
		if err := json.NewDecoder(r.Body).Decode(&order); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		select {
		case a.cashier <- struct{}{}:
			defer func() { <-a.cashier }()
		case <-r.Context().Done():
			return
		}
		web.Write(w, http.StatusCreated, map[string]int{"barcode": len(draw(order))})
	})
}

// draw fills the ticket and waits for the card terminal.
func draw(order Order) []byte {
	ticket := make([]byte, 256<<10)
	copy(ticket, order.Fan)
	time.Sleep(time.Duration(100+rand.IntN(200)) * time.Millisecond)
	return ticket
}

// Run opens a sale every seven seconds until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 6, Connections: 120, Pace: sale, Next: func(rng *rand.Rand) crowd.Request {
		return crowd.Post("/v1/tickets", Order{Fan: faker.ID(rng, "fan"), Concert: faker.Text(rng, 20), Wishes: faker.Text(rng, 200)})
	}}.Visit(ctx, base)
}

// sale is how many times more people come than usual.
func sale(elapsed time.Duration) float64 {
	if elapsed%(7*time.Second) < 2*time.Second {
		return 20
	}
	return 1
}
