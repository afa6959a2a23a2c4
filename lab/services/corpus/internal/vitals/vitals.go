// Package vitals records the heart rates of runners.
package vitals

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/web"
)

// Batch is the body of POST /v1/beats.
type Batch struct {
	Runner int   `json:"runner"`
	Beats  []int `json:"beats"`
}

type beat struct {
	at     int64
	runner int32
	rate   int32
	load   float64
	zone   int64
}

// App is the vitals service.
type App struct {
	mu    sync.Mutex
	beats []beat
}

// New wires the service.
func New() *App { return new(App) }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/beats", func(w http.ResponseWriter, r *http.Request) {
		var batch Batch
		if err := json.NewDecoder(r.Body).Decode(&batch); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		a.record(batch, time.Now())
		w.WriteHeader(http.StatusAccepted)
	})
	mux.HandleFunc("GET /v1/mean", func(w http.ResponseWriter, _ *http.Request) {
		web.Write(w, http.StatusOK, map[string]float64{"bpm": a.mean()})
	})
}

func (a *App) record(batch Batch, at time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for i, rate := range batch.Beats {
		a.beats = append(a.beats, beat{at: at.UnixNano() + int64(i), runner: int32(batch.Runner), rate: int32(rate), load: float64(rate) / 190})
	}
}

// mean is the mean of the beats that came last.
func (a *App) mean() float64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	last := a.beats[max(0, len(a.beats)-1000):]
	var sum float64
	for _, beat := range last {
		sum += float64(beat.rate)
	}
	return sum / float64(max(1, len(last)))
}

// Run lets runners send until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 110, Next: func(rng *rand.Rand) crowd.Request {
		if rng.IntN(10) == 0 {
			return crowd.Get("/v1/mean")
		}
		batch := Batch{Runner: rng.IntN(2000), Beats: make([]int, 250)}
		for i := range batch.Beats {
			batch.Beats[i] = 70 + rng.IntN(110)
		}
		return crowd.Post("/v1/beats", batch)
	}}.Visit(ctx, base)
}
