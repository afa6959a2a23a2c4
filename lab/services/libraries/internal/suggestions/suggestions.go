// Package suggestions completes what shoppers type.
package suggestions

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"

	"github.com/dgraph-io/ristretto"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

// App is the suggestion service.
type App struct{ book *records.Book }

// New wires the service.
func New() *App { return &App{book: records.NewBook("product", 2000)} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/products", a.book.ServeSearch)
	mux.HandleFunc("GET /v1/suggestions", a.suggest)
}

// Run lets shoppers type until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 40, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.9 {
			return records.Search(rng, "/v1/products")
		}
		return http.MethodGet, fmt.Sprintf("/v1/suggestions?q=no.+%d", rng.IntN(200)), nil
	}}.Visit(ctx, base)
}

func (a *App) suggest(w http.ResponseWriter, r *http.Request) {
	finder, err := newFinder(a.book)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	typed := r.URL.Query().Get("q")
	found := []string{}
	for end := 1; end <= len(typed); end++ {
		found = finder.Find(typed[:end])
	}
	records.WriteJSON(w, http.StatusOK, map[string]any{"q": typed, "titles": found})
}

// Finder finds titles and remembers the prefixes that it was asked for.
type Finder struct {
	book  *records.Book
	found *ristretto.Cache
}

func newFinder(book *records.Book) (*Finder, error) {
	cache, err := ristretto.NewCache(&ristretto.Config{NumCounters: 1000, MaxCost: 100, BufferItems: 64})
	if err != nil {
		return nil, err
	}
	return &Finder{book: book, found: cache}, nil
}

// Find gives up to ten titles that contain what was typed.
func (f *Finder) Find(typed string) []string {
	if known, ok := f.found.Get(typed); ok {
		return known.([]string)
	}
	titles := make([]string, 0, 10)
	for i := 0; i < f.book.Len() && len(titles) < 10; i++ {
		if title := f.book.At(i).Title; strings.Contains(title, typed) {
			titles = append(titles, title)
		}
	}
	f.found.Set(typed, titles, 1)
	return titles
}
