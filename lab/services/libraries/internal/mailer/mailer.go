// Package mailer writes newsletters.
package mailer

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"text/template"

	"github.com/panjf2000/ants/v2"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

var letter = template.Must(template.New("letter").Parse("Dear {{.Customer}},\n\n{{.Title}} is back for {{.Cents}} cents.\n"))

// App is the newsletter service.
type App struct {
	book    *records.Book
	written atomic.Int64
}

// New wires the service.
func New() *App { return &App{book: records.NewBook("offer", 2000)} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/offers", a.book.ServeSearch)
	mux.HandleFunc("POST /v1/campaigns/{number}", a.start)
}

// Run lets marketing work until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 40, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.9 {
			return records.Search(rng, "/v1/offers")
		}
		return http.MethodPost, fmt.Sprintf("/v1/campaigns/%d", rng.IntN(2000)), nil
	}}.Visit(ctx, base)
}

func (a *App) start(w http.ResponseWriter, r *http.Request) {
	number, err := strconv.Atoi(r.PathValue("number"))
	if err != nil {
		http.Error(w, "no such campaign", http.StatusNotFound)
		return
	}
	if err := a.writeAll(number, 60); err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	records.WriteJSON(w, http.StatusOK, map[string]int64{"written": a.written.Load()})
}

// writeAll writes a campaign's letters, a few at once.
func (a *App) writeAll(campaign, letters int) error {
	pool, err := ants.NewPool(4)
	if err != nil {
		return err
	}
	var all sync.WaitGroup
	for i := range letters {
		all.Add(1)
		err := pool.Submit(func() {
			defer all.Done()
			a.write(a.book.At(campaign + i))
		})
		if err != nil {
			return err
		}
	}
	all.Wait()
	return nil
}

func (a *App) write(offer records.Record) {
	var text bytes.Buffer
	if letter.Execute(&text, offer) == nil {
		a.written.Add(1)
	}
}
