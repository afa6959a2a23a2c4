// Package invoices renders invoices as HTML.
package invoices

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"

	"github.com/sirupsen/logrus"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

var page = template.Must(template.New("invoice").Parse(
	`<h1>{{.Title}}</h1><p>{{.Customer}}: {{.Cents}} cents</p>{{range .Tags}}<i>{{.}}</i>{{end}}`))

// App is the invoice service.
type App struct {
	book     *records.Book
	renderer *Renderer
}

// New wires the service.
func New() *App {
	log := logrus.New()
	log.SetOutput(io.Discard)
	return &App{book: records.NewBook("invoice", 2000), renderer: &Renderer{log: log}}
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/invoices", a.book.ServeSearch)
	mux.HandleFunc("GET /v1/invoices/{number}/html", a.showInvoice)
}

// Run lets customers look at invoices until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 40, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.7 {
			return records.Search(rng, "/v1/invoices")
		}
		return http.MethodGet, fmt.Sprintf("/v1/invoices/%d/html", rng.IntN(2000)), nil
	}}.Visit(ctx, base)
}

func (a *App) showInvoice(w http.ResponseWriter, r *http.Request) {
	number, err := strconv.Atoi(r.PathValue("number"))
	if err != nil {
		http.Error(w, "no such invoice", http.StatusNotFound)
		return
	}
	html, err := a.renderer.Render(a.book.At(number))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(html)
}

// Renderer turns invoices into pages.
type Renderer struct{ log *logrus.Logger }

// Render makes the page of one invoice; its steps are logged with the invoice's id.
func (r *Renderer) Render(invoice records.Record) ([]byte, error) {
	steps := r.log.WithField("invoice", invoice.ID).Writer()
	fmt.Fprintf(steps, "rendering for %s\n", invoice.Customer)
	var html bytes.Buffer
	if err := page.Execute(&html, invoice); err != nil {
		return nil, fmt.Errorf("invoice %s: %w", invoice.ID, err)
	}
	fmt.Fprintf(steps, "rendered %d bytes\n", html.Len())
	return html.Bytes(), nil
}
