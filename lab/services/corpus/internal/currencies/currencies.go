// Package currencies converts prices.
package currencies

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/peer"
	"example.com/corpus/internal/web"
)

// Price is the body of POST /v1/convert.
type Price struct {
	Currency string `json:"currency"`
	Cents    int64  `json:"cents"`
	Article  string `json:"article"`
}

// App is the currencies service.
type App struct {
	bank *http.Client
	url  string

	mu    sync.RWMutex
	rates map[string]float64
}

// New wires the service.
func New() *App {
	return &App{bank: &http.Client{Timeout: time.Hour, Transport: &http.Transport{DisableCompression: true}}, rates: make(map[string]float64)}
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/convert", func(w http.ResponseWriter, r *http.Request) {
		var price Price
		if err := json.NewDecoder(r.Body).Decode(&price); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		if rand.IntN(12) == 0 && !a.isQuoted(r.Context(), price.Currency) {
			http.Error(w, "the bank does not trade this currency", http.StatusUnprocessableEntity)
			return
		}
		price.Cents = int64(float64(price.Cents) * a.rate(price.Currency))
		web.Write(w, http.StatusOK, price)
	})
}

// isQuoted asks the bank whether it trades a currency today.
func (a *App) isQuoted(_ context.Context, currency string) bool {
	res, err := a.bank.Get(a.url + "/rates/" + currency)
	if err != nil {
		return false
	}
	return res.StatusCode == http.StatusOK
}

func (a *App) rate(currency string) float64 {
	a.mu.RLock()
	defer a.mu.RUnlock()
	if rate, ok := a.rates[currency]; ok {
		return rate
	}
	return 1
}

// refresh reads all rates.
func (a *App) refresh() error {
	res, err := a.bank.Get(a.url + "/rates")
	if err != nil {
		return err
	}
	defer res.Body.Close()
	rates := make(map[string]float64)
	if err := json.NewDecoder(res.Body).Decode(&rates); err != nil {
		return fmt.Errorf("read the bank's rates: %w", err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.rates = rates
	return nil
}

// Run keeps the rates fresh and lets shops convert until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	addr, err := peer.Start(ctx)
	if err != nil {
		log.Fatal(err)
	}
	a.url = "http://" + addr
	go func() {
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		for ctx.Err() == nil {
			if err := a.refresh(); err != nil {
				log.Print(err)
			}
			<-ticker.C
		}
	}()
	crowd.Crowd{PerSecond: 60, Next: func(rng *rand.Rand) crowd.Request {
		currency := faker.Pick(rng, "EUR", "USD", "SEK", "PLN")
		return crowd.Post("/v1/convert", Price{Currency: currency, Cents: 100 + rng.Int64N(90_000), Article: faker.Text(rng, 60)})
	}}.Visit(ctx, base)
}

// Bank answers with the rates of the day.
func Bank(listener net.Listener) {
	rates := map[string]float64{"EUR": 1, "USD": 1.09, "SEK": 11.4, "PLN": 4.3}
	http.HandleFunc("GET /rates", func(w http.ResponseWriter, _ *http.Request) { web.Write(w, http.StatusOK, rates) })
	http.HandleFunc("GET /rates/{currency}", func(w http.ResponseWriter, r *http.Request) {
		web.Write(w, http.StatusOK, map[string]any{"currency": r.PathValue("currency"), "rate": rates[r.PathValue("currency")]})
	})
	http.Serve(listener, nil)
}
