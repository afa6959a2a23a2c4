// Package traces keeps the latest traces of requests.
package traces

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

const (
	services = 12
	kept     = 256
)

// Span is one step of a request.
type Span struct {
	Trace  string            `json:"trace"`
	Name   string            `json:"name"`
	Micros int               `json:"micros"`
	Tags   map[string]string `json:"tags"`
}

// App is the traces service.
type App struct {
	rings [services]ring
}

// New wires the service.
func New() *App { return new(App) }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/services/{service}/spans", func(w http.ResponseWriter, r *http.Request) {
		var spans []*Span
		if err := json.NewDecoder(r.Body).Decode(&spans); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		for _, span := range spans {
			a.ring(r).put(span)
		}
		w.WriteHeader(http.StatusAccepted)
	})
	mux.HandleFunc("GET /v1/services/{service}/spans", func(w http.ResponseWriter, r *http.Request) {
		web.Write(w, http.StatusOK, a.ring(r).last(20))
	})
}

func (a *App) ring(r *http.Request) *ring {
	var number uint
	fmt.Sscan(r.PathValue("service"), &number)
	return &a.rings[number%services]
}

type ring struct {
	mu    sync.Mutex
	spans [kept]*Span
	next  int
}

func (r *ring) put(span *Span) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.spans[r.next] = span
	r.next = (r.next + 1) % kept
}

func (r *ring) last(n int) []*Span {
	r.mu.Lock()
	defer r.mu.Unlock()
	last := make([]*Span, 0, n)
	for i := range n {
		if span := r.spans[(r.next-1-i+kept)%kept]; span != nil {
			last = append(last, span)
		}
	}
	return last
}

// Run lets services report until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 120, Next: func(rng *rand.Rand) crowd.Request {
		path := fmt.Sprintf("/v1/services/%d/spans", rng.IntN(services))
		if rng.IntN(12) == 0 {
			return crowd.Get(path)
		}
		spans := make([]Span, 12)
		for i := range spans {
			spans[i] = Span{Trace: faker.ID(rng, "t"), Name: faker.Text(rng, 30), Micros: rng.IntN(9000), Tags: map[string]string{"host": "a", "zone": "b"}}
		}
		return crowd.Post(path, spans)
	}}.Visit(ctx, base)
}
