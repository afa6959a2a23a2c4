// Package scores serves a league's matches by GraphQL, live ones as they happen.
package scores

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	graphql "github.com/graph-gophers/graphql-go"

	"example.com/frameworks/internal/traffic"
)

// App is the score service.
type App struct{ schema *graphql.Schema }

// New wires the service.
func New(context.Context) (*App, error) {
	schema, err := graphql.ParseSchema(definition, &Resolver{league: newLeague()})
	if err != nil {
		return nil, err
	}
	return &App{schema: schema}, nil
}

// Handler is the API: queries by POST, subscriptions as server-sent events.
func (a *App) Handler() http.Handler {
	router := chi.NewRouter()
	router.Use(middleware.RequestID, middleware.Recoverer)
	router.Post("/graphql", a.query)
	router.Get("/graphql/stream", a.stream)
	return router
}

// Run lets people look at tables and follow matches, most of them not to the end.
func (a *App) Run(ctx context.Context, base string) {
	go traffic.Callers{PerSecond: 30, Count: 4, Next: func(rng *rand.Rand) traffic.Call {
		body, _ := json.Marshal(map[string]string{"query": fmt.Sprintf(`{ matches(day: %d) { id home away minute } }`, rng.IntN(34))})
		return traffic.Post("/graphql", body)
	}}.Run(ctx, base)
	traffic.Arrivals(ctx, traffic.Steady(14), func(ctx context.Context, rng *rand.Rand) {
		ctx, cancel := context.WithTimeout(ctx, time.Duration(200+rng.IntN(1800))*time.Millisecond)
		defer cancel()
		query := url.QueryEscape(fmt.Sprintf(`subscription { goals(match: "m-%d") { minute scorer } }`, rng.IntN(300)))
		traffic.Once(ctx, base, traffic.Get("/graphql/stream?query="+query))
	})
}

func (a *App) query(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Query     string         `json:"query"`
		Operation string         `json:"operationName"`
		Variables map[string]any `json:"variables"`
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(a.schema.Exec(r.Context(), asked.Query, asked.Operation, asked.Variables))
}

func (a *App) stream(w http.ResponseWriter, r *http.Request) {
	events, err := a.schema.Subscribe(r.Context(), r.URL.Query().Get("query"), "", nil)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	flusher := http.NewResponseController(w)
	for event := range events {
		data, err := json.Marshal(event)
		if err != nil {
			return
		}
		if _, err := fmt.Fprintf(w, "data: %s\n\n", data); err != nil {
			return
		}
		flusher.Flush()
	}
}
