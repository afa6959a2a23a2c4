// Package fares asks carriers what a journey costs.
package fares

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

// Journey is the body of POST /v1/fares.
type Journey struct {
	From       string `json:"from"`
	To         string `json:"to"`
	Passengers int    `json:"passengers"`
}

// Fare is what one carrier asks for a journey.
type Fare struct {
	Carrier string `json:"carrier"`
	Cents   int64  `json:"cents"`
	Terms   string `json:"terms"`
}

// App is the fares service.
type App struct {
	carriers []carrier
}

// New wires the service.
func New() *App {
	app := new(App)
	for _, name := range []string{"alpina", "borealis", "coastline"} {
		app.carriers = append(app.carriers, carrier{name: name})
	}
	return app
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/fares", func(w http.ResponseWriter, r *http.Request) {
		var journey Journey
		if err := json.NewDecoder(r.Body).Decode(&journey); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), 80*time.Millisecond)
		defer cancel()
		fare, err := a.firstFare(ctx, journey)
		if err != nil {
			web.Fail(w, http.StatusGatewayTimeout, err)
			return
		}
		web.Write(w, http.StatusOK, fare)
	})
}

// firstFare takes the answer of the carrier that is quickest.
func (a *App) firstFare(ctx context.Context, journey Journey) (Fare, error) {
	fares := make(chan Fare)
	for _, carrier := range a.carriers {
		go func() {
			fares <- carrier.quote(journey)
		}()
	}
	select {
	case fare := <-fares:
		return fare, nil
	case <-ctx.Done():
		return Fare{}, errors.New("no carrier answered in time")
	}
}

type carrier struct{ name string }

func (c carrier) quote(journey Journey) Fare {
	time.Sleep(time.Duration(3+rand.IntN(60)) * time.Millisecond)
	cents := int64(len(journey.From)+len(journey.To)) * 317 * int64(journey.Passengers)
	return Fare{Carrier: c.name, Cents: cents, Terms: "refundable until a day before"}
}

// Run lets travellers ask until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 12, Next: func(rng *rand.Rand) crowd.Request {
		return crowd.Post("/v1/fares", Journey{From: faker.Text(rng, 8), To: faker.Text(rng, 8), Passengers: 1 + rng.IntN(4)})
	}}.Visit(ctx, base)
}
