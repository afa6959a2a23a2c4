// Package scans checks uploads for viruses.
package scans

import (
	"bytes"
	"context"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/web"
)

const (
	mostWorkers = 120
	idle        = 1500 * time.Millisecond
)

// App is the scans service.
type App struct {
	uploads chan []byte
	workers chan struct{}
}

// New wires the service.
func New() *App {
	return &App{uploads: make(chan []byte), workers: make(chan struct{}, mostWorkers)}
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/uploads", func(w http.ResponseWriter, r *http.Request) {
		upload, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		if err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		a.submit(r.Context(), upload)
		w.WriteHeader(http.StatusAccepted)
	})
}

// submit hands an upload to a worker that is free, or to one more.
func (a *App) submit(ctx context.Context, upload []byte) {
	select {
	case a.uploads <- upload:
		return
	default:
	}
	select {
	case a.uploads <- upload:
	case a.workers <- struct{}{}:
		go a.work(upload)
	case <-ctx.Done():
	}
}

// work scans uploads until none has come for a moment.
func (a *App) work(upload []byte) {
	defer func() { <-a.workers }()
	wait := time.NewTimer(idle)
	defer wait.Stop()
	for {
		scan(upload)
		wait.Reset(idle)
		select {
		case upload = <-a.uploads:
		case <-wait.C:
			return
		}
	}
}

func scan(upload []byte) bool {
	infected := bytes.Contains(upload, []byte("EICAR"))
	time.Sleep(time.Duration(200+rand.IntN(800)) * time.Millisecond)
	return infected
}

// Run lets people upload until ctx ends, more and fewer by turns.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 60, Connections: 16, Pace: turns, Next: func(rng *rand.Rand) crowd.Request {
		return crowd.Request{Method: http.MethodPost, Path: "/v1/uploads", Body: make([]byte, 2<<10+rng.IntN(20<<10))}
	}}.Visit(ctx, base)
}

// turns goes up and down between 0.1 and 1.9 every 36 seconds.
func turns(elapsed time.Duration) float64 {
	return 1 + 0.9*math.Sin(2*math.Pi*elapsed.Seconds()/36)
}
