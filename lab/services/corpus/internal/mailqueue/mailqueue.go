// Package mailqueue renders newsletters and hands them to the mail server.
package mailqueue

import (
	"bytes"
	"context"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"text/template"
	"time"

	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

var letter = template.Must(template.New("letter").Parse("Dear {{.Name}},\n\n{{.Text}}\n\nYours, the shop\n"))

// App is the mail queue.
type App struct {
	sent atomic.Int64
}

// New wires the service.
func New() *App { return new(App) }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/sent", func(w http.ResponseWriter, _ *http.Request) {
		web.Write(w, http.StatusOK, map[string]int64{"sent": a.sent.Load()})
	})
}

// mail is one letter on its way; the postmaster may call it back.
type mail struct {
	ctx    context.Context
	recall context.CancelFunc
	Name   string
	Text   string
}

// Run renders letters until ctx ends.
func (a *App) Run(ctx context.Context, _ string) {
	rng := rand.New(rand.NewPCG(rand.Uint64(), 1))
	outgoing := make(chan *mail, 64)
	for range 4 {
		go a.deliver(ctx, outgoing)
	}
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			for range 50 {
				outgoing <- a.compose(ctx, rng)
			}
		}
	}
}

func (a *App) compose(ctx context.Context, rng *rand.Rand) *mail {
	mail := &mail{Name: faker.ID(rng, "reader"), Text: faker.Text(rng, 200)}
	mail.ctx, mail.recall = context.WithCancel(ctx)
	return mail
}

func (a *App) deliver(ctx context.Context, outgoing <-chan *mail) {
	var page bytes.Buffer
	for {
		select {
		case <-ctx.Done():
			return
		case mail := <-outgoing:
			page.Reset()
			if mail.ctx.Err() == nil && letter.Execute(&page, mail) == nil {
				a.sent.Add(1)
			}
		}
	}
}
