// Package reports sums up sales per region.
package reports

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/allegro/bigcache/v3"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

// App is the report service.
type App struct{ book *records.Book }

// New wires the service.
func New() *App { return &App{book: records.NewBook("sale", 2000)} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/sales", a.book.ServeSearch)
	mux.HandleFunc("GET /v1/report", a.showReport)
}

// Run lets analysts work until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 40, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.88 {
			return records.Search(rng, "/v1/sales")
		}
		return http.MethodGet, "/v1/report", nil
	}}.Visit(ctx, base)
}

func (a *App) showReport(w http.ResponseWriter, _ *http.Request) {
	totals, err := a.total()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	records.WriteJSON(w, http.StatusOK, totals)
}

// total adds up the sales of each region; partial sums lie in a cache, as they may be many.
func (a *App) total() (map[string]int, error) {
	config := bigcache.DefaultConfig(time.Minute)
	config.Shards = 4
	config.MaxEntriesInWindow = 1000
	config.MaxEntrySize = 64
	partial, err := bigcache.New(context.Background(), config)
	if err != nil {
		return nil, err
	}
	totals := map[string]int{}
	for i := range 300 {
		sale := a.book.At(i)
		region := sale.Tags[1]
		totals[region] += sale.Cents
		sum, err := json.Marshal(totals[region])
		if err != nil {
			return nil, err
		}
		if err := partial.Set(region, sum); err != nil {
			return nil, err
		}
	}
	return totals, nil
}
