// Package weather shows the measurements of a partner's stations.
package weather

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
	"example.com/libraries/internal/upstream"
)

// App is the weather service.
type App struct {
	book     *records.Book
	stations string
	client   *http.Client
}

// New wires the service and starts the partner's.
func New(ctx context.Context) (*App, error) {
	stations, err := upstream.Start(ctx)
	if err != nil {
		return nil, err
	}
	return &App{book: records.NewBook("forecast", 2000), stations: stations, client: &http.Client{Transport: &http.Transport{}}}, nil
}

// Station is the partner's API: a long answer per station.
func Station(w http.ResponseWriter, r *http.Request) {
	for range 200 {
		fmt.Fprintf(w, "%s %d %s\n", r.URL.Path, rand.IntN(40)-10, strings.Repeat("=", 100))
	}
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/forecasts", a.book.ServeSearch)
	mux.HandleFunc("GET /v1/stations/{station}", a.showStation)
}

// Run lets people ask for the weather until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 40, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.85 {
			return records.Search(rng, "/v1/forecasts")
		}
		return http.MethodGet, fmt.Sprintf("/v1/stations/%d", rng.IntN(100)), nil
	}}.Visit(ctx, base)
}

func (a *App) showStation(w http.ResponseWriter, r *http.Request) {
	online, err := a.isOnline(r.Context(), r.PathValue("station"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	records.WriteJSON(w, http.StatusOK, map[string]bool{"online": online})
}

// isOnline asks the partner whether a station answers.
func (a *App) isOnline(ctx context.Context, station string) (bool, error) {
	request, err := http.NewRequest(http.MethodGet, a.stations+"/"+station, nil)
	if err != nil {
		return false, err
	}
	answer, err := a.client.Do(request)
	if err != nil {
		return false, err
	}
	return answer.StatusCode == http.StatusOK, nil
}
