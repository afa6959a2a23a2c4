// Package premiums calculates what an insurance costs.
package premiums

import (
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"net/http"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/keyed"
	"example.com/corpus/internal/web"
)

// Risk is what is insured.
type Risk struct {
	Kind    string `json:"kind"`
	Value   int    `json:"value"`
	Age     int    `json:"age"`
	Postal  string `json:"postal"`
	Claimed int    `json:"claimed"`
}

// Premium is the price by month.
type Premium struct {
	Months [240]float64
	Base   float64
}

// App is the premiums service.
type App struct {
	premiums *keyed.Store[Risk, Premium]
	zones    *keyed.Store[string, float64]
}

// New wires the service.
func New() *App {
	return &App{premiums: keyed.New[Risk, Premium](), zones: keyed.New[string, float64]()}
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/premiums", func(w http.ResponseWriter, r *http.Request) {
		var risk Risk
		if err := json.NewDecoder(r.Body).Decode(&risk); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		premium := a.premiums.GetOrCompute(risk, a.calculate)
		web.Write(w, http.StatusOK, premium.Months[:12])
	})
}

func (a *App) calculate(risk Risk) Premium {
	zone := a.zones.GetOrCompute(risk.Postal[:1], func(zone string) float64 { return 1 + float64(zone[0]%7)/10 })
	premium := Premium{Base: float64(risk.Value) / 900 * zone}
	for month := range premium.Months {
		premium.Months[month] = premium.Base * math.Pow(1.003, float64(month+risk.Age/12+risk.Claimed))
	}
	return premium
}

// Run lets people ask until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 330, Connections: 12, Next: func(rng *rand.Rand) crowd.Request {
		return crowd.Post("/v1/premiums", Risk{Kind: faker.Pick(rng, "house", "car", "boat", "dog"), Value: 1000 + rng.IntN(900_000),
			Age: rng.IntN(90), Postal: string(rune('0'+rng.IntN(10))) + "123", Claimed: rng.IntN(5)})
	}}.Visit(ctx, base)
}
