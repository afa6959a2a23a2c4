package rooms

import (
	"context"
	"sync"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
)

// Message is what somebody says.
type Message struct {
	From string `json:"from"`
	Room string `json:"room"`
	Text string `json:"text"`
}

// Hub passes messages to everybody in a room.
type Hub struct {
	said chan Message

	mu    sync.RWMutex
	rooms map[string]map[*Member]bool
	// online finds members by id, for direct messages.
	online map[string]*Member
}

// Member is somebody in a room.
type Member struct {
	id, room string
	hub      *Hub
	conn     *websocket.Conn
	inbox    chan Message
}

func newHub() *Hub {
	return &Hub{said: make(chan Message, 256), rooms: map[string]map[*Member]bool{}, online: map[string]*Member{}}
}

func (h *Hub) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case message := <-h.said:
			h.spread(message)
		}
	}
}

func (h *Hub) spread(message Message) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for member := range h.rooms[message.Room] {
		select {
		case member.inbox <- message:
		default:
		}
	}
}

func (h *Hub) sizes() map[string]int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	sizes := make(map[string]int, len(h.rooms))
	for name, members := range h.rooms {
		sizes[name] = len(members)
	}
	return sizes
}

func (h *Hub) admit(room string, conn *websocket.Conn) *Member {
	member := &Member{id: uuid.NewString(), room: room, hub: h, conn: conn, inbox: make(chan Message, 64)}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.rooms[room] == nil {
		h.rooms[room] = map[*Member]bool{}
	}
	h.rooms[room][member] = true
	h.online[member.id] = member
	return member
}

func (h *Hub) dismiss(member *Member) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.rooms[member.room], member)
	close(member.inbox)
}

func (m *Member) read() {
	defer m.conn.Close()
	defer m.hub.dismiss(m)
	for {
		var message Message
		if err := m.conn.ReadJSON(&message); err != nil {
			return
		}
		message.From, message.Room = m.id, m.room
		m.hub.said <- message
	}
}

func (m *Member) write() {
	for message := range m.inbox {
		if err := m.conn.WriteJSON(message); err != nil {
			m.conn.Close()
		}
	}
}
