// Package chat passes messages between people in rooms.
package chat

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

const rooms = 40

// Message is the body of POST /v1/rooms/{room}/messages.
type Message struct {
	From string    `json:"from"`
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

// App is the chat service.
type App struct {
	rooms [rooms]*room
}

// New wires the service.
func New() *App {
	app := new(App)
	for i := range app.rooms {
		app.rooms[i] = &room{members: make(map[*member]struct{})}
	}
	return app
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/rooms/{room}/messages", a.post)
	mux.HandleFunc("GET /v1/rooms/{room}/stream", a.stream)
}

func (a *App) room(r *http.Request) *room {
	var number uint
	fmt.Sscan(r.PathValue("room"), &number)
	return a.rooms[number%rooms]
}

func (a *App) post(w http.ResponseWriter, r *http.Request) {
	var message Message
	if err := json.NewDecoder(r.Body).Decode(&message); err != nil {
		web.Fail(w, http.StatusBadRequest, err)
		return
	}
	message.At = time.Now()
	a.room(r).broadcast(message)
	w.WriteHeader(http.StatusAccepted)
}

// stream follows a room for a short poll and sends what came.
func (a *App) stream(w http.ResponseWriter, r *http.Request) {
	room := a.room(r)
	member := room.join()
	defer room.part(member)
	select {
	case <-r.Context().Done():
	case <-time.After(150 * time.Millisecond):
	}
	member.mu.Lock()
	defer member.mu.Unlock()
	w.Write(member.out.Bytes())
}

type room struct {
	mu      sync.Mutex
	members map[*member]struct{}
}

func (r *room) join() *member {
	member := &member{inbox: make(chan Message, 8), typing: make(chan string, 1)}
	r.mu.Lock()
	r.members[member] = struct{}{}
	r.mu.Unlock()
	go member.pump()
	return member
}

func (r *room) part(member *member) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.members, member)
}

func (r *room) broadcast(message Message) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for member := range r.members {
		select {
		case member.inbox <- message:
		default: // too slow to follow
		}
	}
}

type member struct {
	inbox  chan Message
	typing chan string

	mu  sync.Mutex
	out bytes.Buffer
}

// pump writes what happens in the room to the member.
func (m *member) pump() {
	for {
		select {
		case message := <-m.inbox:
			m.write(message)
		case who := <-m.typing:
			m.write(map[string]string{"typing": who})
		}
	}
}

func (m *member) write(event any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	json.NewEncoder(&m.out).Encode(event)
}

// Run lets people chat until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 70, Connections: 16, Next: func(rng *rand.Rand) crowd.Request {
		room := rng.IntN(rooms)
		if rng.IntN(7) == 0 {
			return crowd.Get(fmt.Sprintf("/v1/rooms/%d/stream", room))
		}
		return crowd.Post(fmt.Sprintf("/v1/rooms/%d/messages", room), Message{From: faker.ID(rng, "u"), Text: faker.Text(rng, 80)})
	}}.Visit(ctx, base)
}
