// Package traces counts the requests of each tenant apart.
package traces

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"

	"go.opencensus.io/stats"
	"go.opencensus.io/stats/view"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

var answered = stats.Int64("answered", "requests answered", stats.UnitDimensionless)

// App is the tenant API.
type App struct{ book *records.Book }

// New wires the service.
func New() *App { return &App{book: records.NewBook("span", 2000)} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/spans", a.book.ServeSearch)
	mux.HandleFunc("GET /v1/tenants/{tenant}", a.showTenant)
}

// Run lets tenants call until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 40, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.85 {
			return records.Search(rng, "/v1/spans")
		}
		return http.MethodGet, fmt.Sprintf("/v1/tenants/tenant-%d", rng.IntN(100)), nil
	}}.Visit(ctx, base)
}

func (a *App) showTenant(w http.ResponseWriter, r *http.Request) {
	tenant := r.PathValue("tenant")
	meter := startMeter()
	if err := meter.Register(&view.View{Name: "answered by " + tenant, Measure: answered, Aggregation: view.Count()}); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	records.WriteJSON(w, http.StatusOK, a.book.At(len(tenant)))
	meter.Record(nil, []stats.Measurement{answered.M(1)}, nil)
}

func startMeter() view.Meter {
	meter := view.NewMeter()
	meter.Start()
	return meter
}
