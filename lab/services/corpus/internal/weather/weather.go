// Package weather keeps what stations have measured lately.
package weather

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/web"
)

const (
	stations  = 60
	retention = 9 * time.Second
)

// Sample is one measurement.
type Sample struct {
	At    time.Time `json:"at"`
	Mean  float64   `json:"mean"`
	Gusts []float64 `json:"gusts"`
}

// App is the weather service.
type App struct {
	series [stations]series
}

// New wires the service.
func New() *App { return new(App) }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/stations/{station}/samples", func(w http.ResponseWriter, r *http.Request) {
		var sample Sample
		if err := json.NewDecoder(r.Body).Decode(&sample); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		sample.At = time.Now()
		a.of(r).add(&sample)
		w.WriteHeader(http.StatusAccepted)
	})
	mux.HandleFunc("GET /v1/stations/{station}/mean", func(w http.ResponseWriter, r *http.Request) {
		web.Write(w, http.StatusOK, map[string]float64{"mean": a.of(r).mean()})
	})
}

func (a *App) of(r *http.Request) *series {
	var number uint
	fmt.Sscan(r.PathValue("station"), &number)
	return &a.series[number%stations]
}

// series is a station's samples, oldest first.
type series struct {
	mu      sync.Mutex
	samples []*Sample
}

func (s *series) add(sample *Sample) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fresh := slices.IndexFunc(s.samples, func(old *Sample) bool { return sample.At.Sub(old.At) < retention })
	if fresh < 0 {
		fresh = len(s.samples)
	}
	s.samples = append(slices.Delete(s.samples, 0, fresh), sample)
}

func (s *series) mean() (mean float64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sample := range s.samples {
		mean += sample.Mean / float64(len(s.samples))
	}
	return mean
}

// Run lets stations measure until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 180, Next: func(rng *rand.Rand) crowd.Request {
		path := fmt.Sprintf("/v1/stations/%d", rng.IntN(stations))
		if rng.IntN(15) == 0 {
			return crowd.Get(path + "/mean")
		}
		sample := Sample{Mean: rng.Float64(), Gusts: make([]float64, 200)}
		for i := range sample.Gusts {
			sample.Gusts[i] = float64(rng.IntN(300)) / 10
		}
		return crowd.Post(path+"/samples", sample)
	}}.Visit(ctx, base)
}
