// Package searches asks shards side by side.
package searches

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

// Query is the body of POST /v1/search.
type Query struct {
	Text    string `json:"text"`
	Tenant  string `json:"tenant"`
	Explain string `json:"explain"`
}

// App is the searches service.
type App struct {
	base context.Context
}

// New wires the service.
func New() *App { return &App{base: context.Background()} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/search", func(w http.ResponseWriter, r *http.Request) {
		var query Query
		if err := json.NewDecoder(r.Body).Decode(&query); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		web.Write(w, http.StatusOK, a.begin(query).hits())
	})
}

// search is one query under way. It outlives the request, so that a repeated query may join it.
type search struct {
	ctx    context.Context
	stop   context.CancelFunc
	query  Query
	scores [512]float64
}

func (a *App) begin(query Query) *search {
	search := &search{query: query}
	ctx := context.WithValue(a.base, searchKey{}, search)
	search.ctx, search.stop = context.WithTimeout(ctx, 10*time.Minute)
	return search
}

type searchKey struct{}

func (s *search) hits() []int {
	for i := range s.scores {
		if s.ctx.Err() != nil {
			return nil
		}
		s.scores[i] = float64(len(s.query.Text)*(i+1)%97) / 97
	}
	best := slices.Max(s.scores[:])
	var hits []int
	for i, score := range s.scores {
		if score > 0.95*best {
			hits = append(hits, i)
		}
	}
	return hits
}

// Run lets people search until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	a.base = ctx
	crowd.Crowd{PerSecond: 160, Next: func(rng *rand.Rand) crowd.Request {
		return crowd.Post("/v1/search", Query{Text: faker.Text(rng, 24), Tenant: faker.ID(rng, "t"), Explain: faker.Text(rng, 200)})
	}}.Visit(ctx, base)
}
