// Package scoring scores applications; models are loaded when they are needed and dropped when nobody uses them.
package scoring

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"runtime"
	"runtime/debug"
	"sync"
	"weak"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

type model struct {
	name    string
	weights [24 << 10]float32
}

// models has those that somebody uses.
type models struct {
	mu     sync.Mutex
	byName map[string]weak.Pointer[model]
}

func (m *models) get(name string) *model {
	m.mu.Lock()
	defer m.mu.Unlock()
	if found := m.byName[name].Value(); found != nil {
		return found
	}
	loaded := &model{name: name}
	for i := range loaded.weights {
		loaded.weights[i] = float32(i%len(name)) / 100
	}
	m.byName[name] = weak.Make(loaded)
	runtime.AddCleanup(loaded, m.forget, name)
	return loaded
}

func (m *models) forget(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.byName[name].Value() == nil {
		delete(m.byName, name)
	}
}

type application struct {
	Model   string `json:"model"`
	Answers string `json:"answers"`
}

// Setup wires the service.
func Setup(h *host.Host) {
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(300 << 20)
	m := &models{byName: map[string]weak.Pointer[model]{}}
	base := make([]*model, 0, 60)
	for i := range cap(base) {
		base = append(base, m.get(fmt.Sprintf("base-%d", i)))
	}
	h.Handle("POST /v1/scores", func(r *http.Request) (any, error) {
		a, err := host.Read[application](r)
		if err != nil {
			return nil, err
		}
		model := m.get(a.Model)
		score := base[len(a.Answers)%len(base)].weights[0]
		for i := range a.Answers {
			score += model.weights[(i*131)%len(model.weights)]
		}
		return score, nil
	})
	h.Task(func(ctx context.Context) {
		load.Traffic{Rate: load.Steady(150), Next: func(rng *rand.Rand) load.Call {
			return load.Call{Method: http.MethodPost, Path: "/v1/scores",
				Body: application{Model: words.Key(rng, "region", 250), Answers: words.Text(rng, 900)}}
		}}.Send(ctx, h.Base)
	})
}
