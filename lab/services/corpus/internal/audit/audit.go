// Package audit writes down who did what.
package audit

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

// Action is the body of POST /v1/actions.
type Action struct {
	Who  string `json:"who"`
	What string `json:"what"`
	Why  string `json:"why"`
}

// App is the audit service. Lines go through a bounded queue into a large buffer.
type App struct {
	queue  chan []byte
	logger *slog.Logger
}

// New wires the service.
func New() *App {
	app := &App{queue: make(chan []byte, 2000)}
	app.logger = slog.New(slog.NewJSONHandler(lineWriter(app.queue), nil))
	return app
}

// lineWriter passes each written line on; a line that finds the queue full is dropped.
type lineWriter chan<- []byte

func (w lineWriter) Write(line []byte) (int, error) {
	select {
	case w <- append([]byte(nil), line...):
	default:
	}
	return len(line), nil
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/actions", func(w http.ResponseWriter, r *http.Request) {
		var action Action
		if err := json.NewDecoder(r.Body).Decode(&action); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		for step := range 6 {
			a.logger.Info("acted", "who", action.Who, "what", action.What, "why", action.Why, "step", step)
		}
		w.WriteHeader(http.StatusAccepted)
	})
}

// write empties the queue four times a second.
func (a *App) write(ctx context.Context, to io.Writer) {
	buffer := bufio.NewWriterSize(to, 1<<20)
	ticker := time.NewTicker(250 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		for range len(a.queue) {
			buffer.Write(<-a.queue)
		}
		buffer.Flush()
	}
}

// Run writes and lets people act until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	go a.write(ctx, io.Discard)
	crowd.Crowd{PerSecond: 180, Next: func(rng *rand.Rand) crowd.Request {
		return crowd.Post("/v1/actions", Action{Who: faker.ID(rng, "u"), What: faker.Text(rng, 60), Why: faker.Text(rng, 300)})
	}}.Visit(ctx, base)
}
