// Package rooms lets people talk in rooms.
package rooms

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

// App is the chat service.
type App struct {
	hub      *Hub
	upgrader websocket.Upgrader
}

// New wires the service.
func New(context.Context) (*App, error) {
	return &App{hub: newHub(), upgrader: websocket.Upgrader{ReadBufferSize: 4096, WriteBufferSize: 4096}}, nil
}

// Handler is the API.
func (a *App) Handler() http.Handler {
	router := mux.NewRouter()
	router.HandleFunc("/v1/rooms", a.list).Methods(http.MethodGet)
	router.HandleFunc("/v1/rooms/{room}/join", a.join)
	return router
}

// Run lets people come, talk for a while and go.
func (a *App) Run(ctx context.Context, base string) {
	go a.hub.run(ctx)
	go traffic.Callers{PerSecond: 20, Count: 4, Next: func(*rand.Rand) traffic.Call { return traffic.Get("/v1/rooms") }}.Run(ctx, base)
	traffic.Arrivals(ctx, traffic.Steady(22), func(ctx context.Context, rng *rand.Rand) { visit(ctx, rng, base) })
}

func (a *App) list(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(a.hub.sizes())
}

func (a *App) join(w http.ResponseWriter, r *http.Request) {
	conn, err := a.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	member := a.hub.admit(mux.Vars(r)["room"], conn)
	go member.write()
	member.read()
}

// visit is one person who says something now and then.
func visit(ctx context.Context, rng *rand.Rand, base string) {
	url := fmt.Sprintf("ws%s/v1/rooms/room-%d/join", strings.TrimPrefix(base, "http"), rng.IntN(30))
	conn, _, err := websocket.DefaultDialer.DialContext(ctx, url, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	go func() {
		for {
			if _, _, err := conn.NextReader(); err != nil {
				return
			}
		}
	}()
	for range 2 + rng.IntN(4) {
		if !traffic.Pause(ctx, time.Duration(100+rng.IntN(500))*time.Millisecond) {
			return
		}
		if err := conn.WriteJSON(Message{Text: strings.Repeat("bla ", 10+rng.IntN(40))}); err != nil {
			return
		}
	}
	conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""), time.Now().Add(time.Second))
}
