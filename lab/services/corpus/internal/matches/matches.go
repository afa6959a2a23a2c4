// Package matches keeps leaderboards while matches run.
package matches

import (
	"cmp"
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

const running = 50

// Score is the body of POST /v1/scores.
type Score struct {
	Player string `json:"player"`
	Points int    `json:"points"`
	Match  int    `json:"match"`
}

// App is the matches service.
type App struct {
	mu      sync.RWMutex
	matches [running]*Match
}

// New wires the service.
func New() *App {
	app := new(App)
	for i := range app.matches {
		app.matches[i] = Start()
	}
	return app
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/scores", func(w http.ResponseWriter, r *http.Request) {
		var score Score
		if err := json.NewDecoder(r.Body).Decode(&score); err != nil || score.Match < 0 || score.Match >= running {
			http.Error(w, "no such match", http.StatusBadRequest)
			return
		}
		if match := a.match(score.Match); match.Add(score) {
			a.next(score.Match, match)
		}
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("GET /v1/leaders", func(w http.ResponseWriter, _ *http.Request) {
		web.Write(w, http.StatusOK, a.match(rand.IntN(running)).Leaders())
	})
}

func (a *App) match(number int) *Match {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.matches[number]
}

// next lets a new match begin where one has ended.
func (a *App) next(number int, ended *Match) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.matches[number] == ended {
		a.matches[number] = Start()
	}
}

// Match is one round of the game.
type Match struct {
	length int // in scores

	mu      sync.Mutex
	scores  []Score
	leaders []Score
}

// Start begins a match and sorts its leaderboard now and then.
func Start() *Match {
	match := &Match{length: 10 + rand.IntN(20)}
	go match.keepSorted()
	return match
}

func (m *Match) keepSorted() {
	ticker := time.NewTicker(2 * time.Second)
	defer ticker.Stop()
	for range ticker.C {
		m.sort()
	}
}

func (m *Match) sort() {
	m.mu.Lock()
	defer m.mu.Unlock()
	sorted := slices.Clone(m.scores)
	slices.SortFunc(sorted, func(a, b Score) int { return cmp.Compare(b.Points, a.Points) })
	m.leaders = sorted[:min(len(sorted), 5)]
}

// Add counts a score and tells whether the match is over.
func (m *Match) Add(score Score) (over bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.scores = append(m.scores, score)
	return len(m.scores) >= m.length
}

// Leaders are the best scores so far.
func (m *Match) Leaders() []Score {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.leaders)
}

// Run lets people play until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 130, Next: func(rng *rand.Rand) crowd.Request {
		if rng.IntN(5) == 0 {
			return crowd.Get("/v1/leaders")
		}
		return crowd.Post("/v1/scores", Score{Player: faker.ID(rng, "p"), Points: rng.IntN(5000), Match: rng.IntN(running)})
	}}.Visit(ctx, base)
}
