// Package invoices renders invoices in batches.
package invoices

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

// Invoice is one of the body of POST /v1/batches.
type Invoice struct {
	Number   string `json:"number"`
	Customer string `json:"customer"`
	Amount   string `json:"amount"`
}

// App is the invoices service.
type App struct {
	rendered, refused atomic.Int64
}

// New wires the service.
func New() *App { return new(App) }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/batches", func(w http.ResponseWriter, r *http.Request) {
		var batch []Invoice
		if err := json.NewDecoder(r.Body).Decode(&batch); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		go a.work(batch)
		w.WriteHeader(http.StatusAccepted)
	})
	mux.HandleFunc("GET /v1/totals", func(w http.ResponseWriter, _ *http.Request) {
		web.Write(w, http.StatusOK, map[string]int64{"rendered": a.rendered.Load(), "refused": a.refused.Load()})
	})
}

// work renders a batch side by side and says when all of it is done.
func (a *App) work(batch []Invoice) {
	var pages sync.WaitGroup
	pages.Add(len(batch))
	for _, invoice := range batch {
		go a.render(invoice, &pages)
	}
	pages.Wait()
	if len(batch) > 1000 {
		log.Printf("a large batch of %d is rendered", len(batch))
	}
}

func (a *App) render(invoice Invoice, pages *sync.WaitGroup) {
	amount, err := strconv.ParseInt(invoice.Amount, 10, 64)
	if err != nil {
		a.refused.Add(1)
		return
	}
	var page bytes.Buffer
	for line := range 20 {
		fmt.Fprintf(&page, "%s %s %02d %12d\n", invoice.Number, invoice.Customer, line, amount/20)
	}
	a.rendered.Add(1)
	pages.Done()
}

// Run sends batches until ctx ends; a few amounts are typed by hand.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 40, Next: func(rng *rand.Rand) crowd.Request {
		if rng.IntN(10) == 0 {
			return crowd.Get("/v1/totals")
		}
		batch := make([]Invoice, 3+rng.IntN(8))
		for i := range batch {
			batch[i] = Invoice{Number: faker.ID(rng, "inv"), Customer: faker.Text(rng, 20), Amount: strconv.Itoa(100 + rng.IntN(90_000))}
		}
		if rng.IntN(5) == 0 {
			batch[0].Amount = "12,50"
		}
		return crowd.Post("/v1/batches", batch)
	}}.Visit(ctx, base)
}
