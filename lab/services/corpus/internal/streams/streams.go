// Package streams sends live pictures.
package streams

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/web"
)

// App is the streams service.
type App struct {
	watching atomic.Int64
	frames   atomic.Int64
}

// New wires the service.
func New() *App { return new(App) }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/viewers/{camera}", func(w http.ResponseWriter, r *http.Request) {
		go a.view(time.Duration(1500+rand.IntN(2000)) * time.Millisecond)
		fmt.Fprintln(w, r.PathValue("camera"))
	})
	mux.HandleFunc("GET /v1/viewers", func(w http.ResponseWriter, _ *http.Request) {
		web.Write(w, http.StatusOK, map[string]int64{"watching": a.watching.Load(), "frames": a.frames.Load()})
	})
}

// view sends pictures for as long as somebody watches.
func (a *App) view(stay time.Duration) {
	a.watching.Add(1)
	defer a.watching.Add(-1)
	frames := make(chan []byte, 1)
	done := make(chan struct{})
	go a.shoot(frames, done)
	end := time.NewTimer(stay)
	defer end.Stop()
	for {
		select {
		case <-end.C:
			close(done)
			return
		case <-frames:
			a.frames.Add(1)
		}
	}
}

func (a *App) shoot(frames chan<- []byte, done <-chan struct{}) {
	ticker := time.NewTicker(300 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-done:
			return
		case <-ticker.C:
			select {
			case frames <- make([]byte, 8<<10):
			default:
			}
		}
	}
}

// Run lets people come and go with the hours of a very short day.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 60, Pace: hours, Next: func(rng *rand.Rand) crowd.Request {
		if rng.IntN(4) == 0 {
			return crowd.Get("/v1/viewers")
		}
		return crowd.Request{Method: http.MethodPost, Path: fmt.Sprintf("/v1/viewers/%d", rng.IntN(9))}
	}}.Visit(ctx, base)
}

// hours goes up and down between 0.2 and 1.8 every 50 seconds.
func hours(elapsed time.Duration) float64 {
	return 1 - 0.8*math.Cos(2*math.Pi*elapsed.Seconds()/50)
}
