// Package flags decides which features a person sees.
package flags

import (
	"context"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/exposure"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

var features = []string{"dark-mode", "fast-checkout", "new-search", "one-page-cart", "reviews-2", "wishlist"}

// App is the flags service.
type App struct{}

// New wires the service.
func New() *App { return new(App) }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/features", func(w http.ResponseWriter, r *http.Request) {
		person := r.URL.Query().Get("person")
		if person == "" {
			http.Error(w, "person is required", http.StatusBadRequest)
			return
		}
		web.Write(w, http.StatusOK, decide(person))
	})
	mux.HandleFunc("GET /v1/exposures", func(w http.ResponseWriter, r *http.Request) {
		web.Write(w, http.StatusOK, map[string]int{"count": exposure.Count()})
	})
}

func decide(person string) map[string]bool {
	decided := make(map[string]bool, len(features))
	for _, feature := range features {
		hash := fnv.New32a()
		fmt.Fprint(hash, feature, person)
		decided[feature] = hash.Sum32()%2 == 0
		exposure.Record(feature, person, decided[feature], time.Now())
	}
	return decided
}

// Run lets people come until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 300, Next: func(rng *rand.Rand) crowd.Request {
		if rng.IntN(30) == 0 {
			return crowd.Get("/v1/exposures")
		}
		return crowd.Get("/v1/features?person=" + faker.ID(rng, "person"))
	}}.Visit(ctx, base)
}
