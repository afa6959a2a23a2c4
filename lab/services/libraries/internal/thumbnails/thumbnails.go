// Package thumbnails lets a program make small pictures of large ones.
package thumbnails

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"
	"net/http"
	"os/exec"
	"time"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

// App is the thumbnail service.
type App struct {
	book   *records.Book
	queued chan records.Record
}

// New wires the service.
func New() *App {
	return &App{book: records.NewBook("picture", 2000), queued: make(chan records.Record, 20)}
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/pictures", a.book.ServeSearch)
	mux.HandleFunc("POST /v1/pictures", a.upload)
}

// Run lets people upload pictures until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	go a.work(ctx)
	customers.Crowd{PerSecond: 40, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.9 {
			return records.Search(rng, "/v1/pictures")
		}
		return http.MethodPost, fmt.Sprintf("/v1/pictures?n=%d", rng.IntN(2000)), nil
	}}.Visit(ctx, base)
}

func (a *App) upload(w http.ResponseWriter, r *http.Request) {
	select {
	case a.queued <- a.book.At(len(r.URL.RawQuery)):
		w.WriteHeader(http.StatusAccepted)
	case <-time.After(100 * time.Millisecond):
		http.Error(w, "busy", http.StatusServiceUnavailable)
	}
}

func (a *App) work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case picture := <-a.queued:
			if err := shrink(ctx, picture); err != nil {
				log.Printf("%s: %v", picture.ID, err)
			}
		}
	}
}

// shrink starts the program that makes a picture's thumbnail; it reports by itself when it is done.
func shrink(ctx context.Context, picture records.Record) error {
	command := exec.CommandContext(ctx, "true", "--size", "200x200", picture.ID)
	return command.Start()
}
