// Package push keeps devices reachable.
package push

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"sync/atomic"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

const devices = 10_000

// Note is the body of POST /v1/notes.
type Note struct {
	Device int    `json:"device"`
	Text   string `json:"text"`
}

// App is the push service.
type App struct {
	inboxes [devices]chan Note
	shown   atomic.Int64
}

// New wires the service.
func New() *App {
	app := new(App)
	for i := range app.inboxes {
		app.inboxes[i] = make(chan Note, 1)
	}
	return app
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/notes", func(w http.ResponseWriter, r *http.Request) {
		var note Note
		if err := json.NewDecoder(r.Body).Decode(&note); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		select {
		case a.inboxes[uint(note.Device)%devices] <- note:
			w.WriteHeader(http.StatusAccepted)
		default:
			w.WriteHeader(http.StatusTooManyRequests)
		}
	})
}

// attend waits for notes to one device.
func (a *App) attend(ctx context.Context, inbox <-chan Note) {
	for {
		select {
		case <-ctx.Done():
			return
		case note := <-inbox:
			a.shown.Add(int64(min(1, len(note.Text))))
		}
	}
}

// Run attends to the devices until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	for _, inbox := range a.inboxes {
		go a.attend(ctx, inbox)
	}
	crowd.Crowd{PerSecond: 150, Next: func(rng *rand.Rand) crowd.Request {
		return crowd.Post("/v1/notes", Note{Device: rng.IntN(devices), Text: faker.Text(rng, 100)})
	}}.Visit(ctx, base)
}
