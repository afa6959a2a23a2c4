// Package voice connects phone calls.
package voice

import (
	"context"
	"math"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/web"
)

// App is the voice service.
type App struct {
	calls, frames atomic.Int64
}

// New wires the service.
func New() *App { return new(App) }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/calls", func(w http.ResponseWriter, _ *http.Request) {
		go a.connect(time.Duration(800+rand.IntN(2500)) * time.Millisecond)
		w.WriteHeader(http.StatusAccepted)
	})
	mux.HandleFunc("GET /v1/calls", func(w http.ResponseWriter, _ *http.Request) {
		web.Write(w, http.StatusOK, map[string]int64{"calls": a.calls.Load(), "frames": a.frames.Load()})
	})
}

type frame [160]byte

// connect speaks for a while; somebody who hangs up before the first word is not billed.
func (a *App) connect(length time.Duration) {
	a.calls.Add(1)
	defer a.calls.Add(-1)
	spoken := make(chan frame)
	go a.mix(spoken)
	if length < 1300*time.Millisecond {
		time.Sleep(length)
		return
	}
	for end := time.Now().Add(length); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		spoken <- frame{byte(length)}
	}
	close(spoken)
}

// mix puts what is spoken together, until nothing more comes.
func (a *App) mix(spoken <-chan frame) {
	var loudest byte
	for {
		frame, ok := <-spoken
		if !ok {
			return
		}
		loudest = max(loudest, frame[0])
		a.frames.Add(1)
	}
}

// Run lets people call until ctx ends, more and fewer by turns.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 45, Pace: turns, Next: func(rng *rand.Rand) crowd.Request {
		if rng.IntN(8) == 0 {
			return crowd.Get("/v1/calls")
		}
		return crowd.Request{Method: http.MethodPost, Path: "/v1/calls"}
	}}.Visit(ctx, base)
}

// turns goes up and down between 0.6 and 1.4 every 24 seconds.
func turns(elapsed time.Duration) float64 {
	return 1 + 0.4*math.Sin(2*math.Pi*elapsed.Seconds()/24)
}
