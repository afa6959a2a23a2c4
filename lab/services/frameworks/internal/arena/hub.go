package arena

import (
	"context"
	"encoding/json"
	"time"

	"github.com/gorilla/websocket"
)

// Move is where a player goes.
type Move struct {
	X int `json:"x"`
	Y int `json:"y"`
}

// Player is one connection.
type Player struct {
	game  string
	conn  *websocket.Conn
	moves chan []byte
	trail []Move
}

type moved struct {
	player *Player
	move   Move
}

// Hub owns the games; all changes pass through its loop.
type Hub struct {
	enter, leave chan *Player
	moved        chan moved
	asked        chan chan map[string]int
	games        map[string]map[*Player]struct{}
}

func newHub() *Hub {
	return &Hub{
		enter: make(chan *Player), leave: make(chan *Player), moved: make(chan moved, 64), asked: make(chan chan map[string]int),
		games: map[string]map[*Player]struct{}{},
	}
}

func (h *Hub) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case player := <-h.enter:
			if h.games[player.game] == nil {
				h.games[player.game] = map[*Player]struct{}{}
			}
			h.games[player.game][player] = struct{}{}
		case player := <-h.leave:
			delete(h.games[player.game], player)
			if len(h.games[player.game]) == 0 {
				delete(h.games, player.game)
			}
			close(player.moves)
		case moved := <-h.moved:
			h.spread(moved)
		case answer := <-h.asked:
			sizes := make(map[string]int, len(h.games))
			for game, players := range h.games {
				sizes[game] = len(players)
			}
			answer <- sizes
		}
	}
}

func (h *Hub) spread(m moved) {
	data, err := json.Marshal(m.move)
	if err != nil {
		return
	}
	for player := range h.games[m.player.game] {
		select {
		case player.moves <- data:
		default:
		}
	}
}

func (h *Hub) sizes() map[string]int {
	answer := make(chan map[string]int, 1)
	h.asked <- answer
	return <-answer
}

func (p *Player) read(hub *Hub) {
	defer func() {
		hub.leave <- p
		p.conn.Close()
	}()
	for {
		p.conn.SetReadDeadline(time.Now().Add(10 * time.Second))
		var move Move
		if err := p.conn.ReadJSON(&move); err != nil {
			return
		}
		p.trail = append(p.trail, move)
		hub.moved <- moved{player: p, move: move}
	}
}

func (p *Player) write() {
	for data := range p.moves {
		p.conn.SetWriteDeadline(time.Now().Add(time.Second))
		if err := p.conn.WriteMessage(websocket.TextMessage, data); err != nil {
			p.conn.Close()
		}
	}
}
