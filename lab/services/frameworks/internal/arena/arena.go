// Package arena is a game that people play over WebSocket connections.
package arena

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/mux"
	"github.com/gorilla/websocket"

	"example.com/frameworks/internal/traffic"
)

// App is the game's server.
type App struct {
	hub      *Hub
	upgrader websocket.Upgrader
}

// New wires the service.
func New(context.Context) (*App, error) {
	return &App{hub: newHub(), upgrader: websocket.Upgrader{ReadBufferSize: 2048, WriteBufferSize: 2048}}, nil
}

// Handler is the API.
func (a *App) Handler() http.Handler {
	router := mux.NewRouter()
	router.HandleFunc("/v1/games/{game}", a.play)
	router.HandleFunc("/v1/games", func(w http.ResponseWriter, _ *http.Request) { json.NewEncoder(w).Encode(a.hub.sizes()) })
	return router
}

// Run lets players come in waves and stay for some seconds.
func (a *App) Run(ctx context.Context, base string) {
	go a.hub.run(ctx)
	traffic.Arrivals(ctx, traffic.Wave(16, 40*time.Second), func(ctx context.Context, rng *rand.Rand) { player(ctx, rng, base) })
}

func (a *App) play(w http.ResponseWriter, r *http.Request) {
	conn, err := a.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	player := &Player{game: mux.Vars(r)["game"], conn: conn, moves: make(chan []byte, 32), trail: make([]Move, 0, 256)}
	a.hub.enter <- player
	go player.write()
	player.read(a.hub)
}

func player(ctx context.Context, rng *rand.Rand, base string) {
	url := fmt.Sprintf("ws%s/v1/games/game-%d", strings.TrimPrefix(base, "http"), rng.IntN(20))
	conn, _, err := websocket.DefaultDialer.DialContext(ctx, url, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	go func() {
		for {
			if _, _, err := conn.ReadMessage(); err != nil {
				return
			}
		}
	}()
	for range 4 + rng.IntN(8) {
		if !traffic.Pause(ctx, time.Duration(200+rng.IntN(700))*time.Millisecond) {
			return
		}
		if err := conn.WriteJSON(Move{X: rng.IntN(900), Y: rng.IntN(900)}); err != nil {
			return
		}
	}
}
