// Package mailintake takes in mails.
package mailintake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

const maxBytes = 10 << 20

var (
	errNoHeader = errors.New("a mail has a header and an empty line after it")
	errTooLarge = errors.New("a mail has at most 10 MiB and says how many")
)

// App is the mail intake.
type App struct {
	listing listing
}

// New wires the service.
func New() *App { return new(App) }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/mails", func(w http.ResponseWriter, r *http.Request) {
		mail, err := read(r)
		if err == nil {
			err = a.listing.add(mail)
		}
		if err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		w.WriteHeader(http.StatusAccepted)
	})
	mux.HandleFunc("GET /v1/mails", func(w http.ResponseWriter, r *http.Request) { a.listing.latest(w) })
}

func read(r *http.Request) ([]byte, error) {
	if r.ContentLength < 0 || r.ContentLength > maxBytes {
		return nil, errTooLarge
	}
	mail := make([]byte, r.ContentLength)
	_, err := io.ReadFull(r.Body, mail)
	return mail, err
}

// listing has the headers of all mails, not their text.
type listing struct {
	mu      sync.Mutex
	headers [][]byte
}

func (l *listing) add(mail []byte) error {
	end := bytes.Index(mail, []byte("\n\n"))
	if end < 0 {
		return errNoHeader
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.headers = append(l.headers, mail[:end])
	return nil
}

func (l *listing) latest(w io.Writer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, header := range l.headers[max(0, len(l.headers)-20):] {
		fmt.Fprintf(w, "%s\n\n", header)
	}
}

// Run lets mails come in until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	text := []byte(faker.Text(rand.New(rand.NewPCG(1, 2)), 24<<10))
	crowd.Crowd{PerSecond: 70, Next: func(rng *rand.Rand) crowd.Request {
		if rng.IntN(10) == 0 {
			return crowd.Get("/v1/mails")
		}
		header := fmt.Sprintf("From: %s@example.com\nSubject: %s\n\n", faker.ID(rng, "m"), faker.Text(rng, 30))
		mail := append([]byte(header), text[:16<<10+rng.IntN(8<<10)]...)
		return crowd.Request{Method: http.MethodPost, Path: "/v1/mails", Body: mail}
	}}.Visit(ctx, base)
}
