// Package lobbies brings players together.
package lobbies

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

// Player is the body of POST /v1/players.
type Player struct {
	Name  string `json:"name"`
	Skill int    `json:"skill"`
}

// App is the lobbies service.
type App struct {
	mu      sync.Mutex
	waiting *lobby
}

// New wires the service.
func New() *App { return new(App) }

// lobby waits for a second player; a host who gives up leaves by the other door.
type lobby struct {
	host  Player
	guest chan Player
	quit  chan struct{}
	board [256]byte
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/players", func(w http.ResponseWriter, r *http.Request) {
		var player Player
		if err := json.NewDecoder(r.Body).Decode(&player); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		web.Write(w, http.StatusOK, map[string]bool{"playing": a.meet(player)})
	})
}

// meet lets a player in with whoever waits, or makes him wait himself.
func (a *App) meet(player Player) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.waiting != nil && near(a.waiting.host, player) {
		a.waiting.guest <- player
		a.waiting = nil
		return true
	}
	a.waiting = &lobby{host: player, guest: make(chan Player, 1)}
	go a.waiting.run()
	return false
}

func near(a, b Player) bool { return max(a.Skill, b.Skill)-min(a.Skill, b.Skill) < 50 }

func (l *lobby) run() {
	select {
	case guest := <-l.guest:
		l.play(guest)
	case <-l.quit:
	}
}

func (l *lobby) play(guest Player) {
	for round := range l.board {
		l.board[round] = byte(guest.Skill * round)
	}
	time.Sleep(50 * time.Millisecond)
}

// Run lets players come until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 40, Next: func(rng *rand.Rand) crowd.Request {
		return crowd.Post("/v1/players", Player{Name: faker.ID(rng, "player"), Skill: rng.IntN(100)})
	}}.Visit(ctx, base)
}
