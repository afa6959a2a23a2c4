// Package webhooks tells partners what happened.
package webhooks

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"github.com/cenkalti/backoff/v4"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

var errBusy = errors.New("partner is busy")

// App is the webhook service.
type App struct{ book *records.Book }

// New wires the service.
func New() *App { return &App{book: records.NewBook("event", 2000)} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/events", a.book.ServeSearch)
	mux.HandleFunc("POST /v1/events/{number}/deliveries", a.deliverEvent)
}

// Run lets events happen until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 45, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.75 {
			return records.Search(rng, "/v1/events")
		}
		return http.MethodPost, fmt.Sprintf("/v1/events/%d/deliveries", rng.IntN(2000)), nil
	}}.Visit(ctx, base)
}

func (a *App) deliverEvent(w http.ResponseWriter, r *http.Request) {
	number, err := strconv.Atoi(r.PathValue("number"))
	if err != nil {
		http.Error(w, "no such event", http.StatusNotFound)
		return
	}
	if err := a.deliver(a.book.At(number)); err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// deliver tries until the partner accepts the event.
func (a *App) deliver(event records.Record) error {
	pauses := backoff.NewExponentialBackOff(backoff.WithInitialInterval(5*time.Millisecond), backoff.WithMaxElapsedTime(time.Hour))
	attempts := backoff.NewTicker(pauses)
	var err error
	for range attempts.C {
		if err = send(event); err == nil {
			return nil
		}
	}
	return err
}

// send is refused by one partner in three.
func send(event records.Record) error {
	var body bytes.Buffer
	if err := json.NewEncoder(&body).Encode(event); err != nil {
		return err
	}
	if rand.IntN(3) == 0 {
		return errBusy
	}
	return nil
}
