// Package rates converts amounts of money at the rates of a market, which is another process.
package rates

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"

	"github.com/gorilla/mux"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	ratespb "example.com/frameworks/internal/gen/rates/v1"
	"example.com/frameworks/internal/partner"
	"example.com/frameworks/internal/traffic"
)

var currencies = []string{"EUR", "USD", "GBP", "JPY", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK"}

// App is the conversion service.
type App struct {
	conn   *grpc.ClientConn
	market ratespb.RatesClient
}

// New starts the market and connects to it.
func New(ctx context.Context) (*App, error) {
	addr, err := partner.Start(ctx)
	if err != nil {
		return nil, err
	}
	conn, err := grpc.NewClient(addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, err
	}
	return &App{conn: conn, market: ratespb.NewRatesClient(conn)}, nil
}

// Close ends the connection to the market.
func (a *App) Close() error { return a.conn.Close() }

// Handler is the API.
func (a *App) Handler() http.Handler {
	router := mux.NewRouter()
	router.HandleFunc("/v1/currencies", list).Methods(http.MethodGet)
	router.HandleFunc("/v1/convert/{from}/{to}/{amount}", a.convert).Methods(http.MethodGet)
	return router
}

// Run lets people convert amounts.
func (a *App) Run(ctx context.Context, base string) {
	traffic.Callers{PerSecond: 55, Count: 6, Next: func(rng *rand.Rand) traffic.Call {
		if rng.Float64() < 0.8 {
			return traffic.Get("/v1/currencies")
		}
		from, to := currencies[rng.IntN(len(currencies))], currencies[rng.IntN(len(currencies))]
		return traffic.Get(fmt.Sprintf("/v1/convert/%s/%s/%d", from, to, rng.IntN(10_000)))
	}}.Run(ctx, base)
}

func list(w http.ResponseWriter, _ *http.Request) {
	pairs := map[string]float64{}
	for _, from := range currencies {
		for _, to := range currencies {
			pairs[from+"/"+to] = rand.Float64() * 100
		}
	}
	json.NewEncoder(w).Encode(pairs)
}

func (a *App) convert(w http.ResponseWriter, r *http.Request) {
	vars := mux.Vars(r)
	amount, err := strconv.ParseFloat(vars["amount"], 64)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	rate, err := a.rate(context.WithoutCancel(r.Context()), vars["from"]+"/"+vars["to"])
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	json.NewEncoder(w).Encode(map[string]float64{"amount": amount * rate})
}

// rate is what the market says first.
func (a *App) rate(ctx context.Context, pair string) (float64, error) {
	stream, err := a.market.Follow(ctx, &ratespb.FollowRequest{Pair: pair})
	if err != nil {
		return 0, fmt.Errorf("asking the market: %w", err)
	}
	first, err := stream.Recv()
	if err != nil {
		return 0, fmt.Errorf("market's rate of %s: %w", pair, err)
	}
	return (first.GetBid() + first.GetAsk()) / 2, nil
}
