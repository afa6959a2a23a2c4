// Package browsers reads access logs.
package browsers

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

// App is the browsers service.
type App struct {
	mu      sync.Mutex
	unknown []string // names that the statistics do not know yet, to be classified by hand
	total   int
}

// New wires the service.
func New() *App { return new(App) }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/logs", func(w http.ResponseWriter, r *http.Request) {
		log, err := readLog(r.Body)
		if err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		for line := range strings.Lines(log) {
			a.count(line)
		}
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("GET /v1/unknown", func(w http.ResponseWriter, _ *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		web.Write(w, http.StatusOK, a.unknown[max(0, len(a.unknown)-50):])
	})
}

func readLog(body io.Reader) (string, error) {
	var log strings.Builder
	log.Grow(24 << 10)
	_, err := io.Copy(&log, body)
	return log.String(), err
}

// count looks at the last field of a line.
func (a *App) count(line string) {
	fields := strings.Split(line, "\t")
	browser := strings.TrimSpace(fields[len(fields)-1])
	a.mu.Lock()
	defer a.mu.Unlock()
	a.total++
	if !strings.HasPrefix(browser, "Mozilla/") {
		a.unknown = append(a.unknown, browser)
	}
}

// Run lets web servers send logs until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 50, Next: func(rng *rand.Rand) crowd.Request {
		if rng.IntN(15) == 0 {
			return crowd.Get("/v1/unknown")
		}
		var log strings.Builder
		for range 200 {
			fmt.Fprintf(&log, "10.0.%d.%d\tGET\t/articles/%d\t200\tMozilla/5.0 (X11; Linux x86_64) Gecko\n", rng.IntN(256), rng.IntN(256), rng.IntN(9000))
		}
		fmt.Fprintf(&log, "10.1.1.1\tGET\t/\t200\t%s\n", faker.ID(rng, "crawler"))
		return crowd.Request{Method: http.MethodPost, Path: "/v1/logs", Body: []byte(log.String())}
	}}.Visit(ctx, base)
}
