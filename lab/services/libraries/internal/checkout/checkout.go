// Package checkout prices baskets and measures how fast their lines are picked.
package checkout

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"

	"github.com/rcrowley/go-metrics"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

// App is the checkout service.
type App struct{ book *records.Book }

// New wires the service.
func New() *App { return &App{book: records.NewBook("article", 2000)} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/articles", a.book.ServeSearch)
	mux.HandleFunc("POST /v1/baskets", a.price)
}

// Run lets customers fill baskets until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 120, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.2 {
			return records.Search(rng, "/v1/articles")
		}
		numbers := make([]int, 12+rng.IntN(20))
		for i := range numbers {
			numbers[i] = rng.IntN(2000)
		}
		body, _ := json.Marshal(numbers)
		return http.MethodPost, "/v1/baskets", body
	}}.Visit(ctx, base)
}

func (a *App) price(w http.ResponseWriter, r *http.Request) {
	var numbers []int
	if err := json.NewDecoder(r.Body).Decode(&numbers); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	basket := make([]Line, 0, len(numbers))
	for _, number := range numbers {
		basket = append(basket, newLine(a.book.At(max(number, 0))))
	}
	total := 0
	for _, line := range basket {
		total += line.price()
	}
	records.WriteJSON(w, http.StatusOK, map[string]any{"lines": len(basket), "total": total})
}

// Line is one article of a basket.
type Line struct {
	article records.Record
	picked  metrics.Meter
}

func newLine(article records.Record) Line {
	return Line{article: article, picked: metrics.NewMeter()}
}

func (l Line) price() int {
	l.picked.Mark(1)
	return l.article.Cents
}
