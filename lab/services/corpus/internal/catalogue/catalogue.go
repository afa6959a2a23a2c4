// Package catalogue searches a catalogue.
package catalogue

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

const (
	articles     = 15_000
	rebuildEvery = 6 * time.Second
)

type index map[string][]int32

// App is the catalogue service.
type App struct {
	index atomic.Pointer[index]
}

// New wires the service.
func New() *App { return new(App) }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/articles", func(w http.ResponseWriter, r *http.Request) {
		found := (*a.index.Load())[r.URL.Query().Get("word")]
		web.Write(w, http.StatusOK, found[:min(20, len(found))])
	})
}

// build reads all articles, which is spread over a second so as not to disturb those who search.
func build() *index {
	rng := rand.New(rand.NewPCG(5, rand.Uint64()))
	built := make(index)
	for article := range int32(articles) {
		for word := range strings.FieldsSeq(faker.Text(rng, 40)) {
			built[word] = append(built[word], article)
		}
		own := fmt.Sprintf("article-%d", article)
		built[own] = append(built[own], article)
		if article%500 == 0 {
			time.Sleep(30 * time.Millisecond)
		}
	}
	return &built
}

// Run rebuilds and lets people search until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	a.index.Store(build())
	go func() {
		ticker := time.NewTicker(rebuildEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				a.index.Store(build())
			}
		}
	}()
	crowd.Crowd{PerSecond: 90, Next: func(rng *rand.Rand) crowd.Request {
		return crowd.Get("/v1/articles?word=" + faker.Pick(rng, "river", "valley", "kettle", "article-77"))
	}}.Visit(ctx, base)
}
