// Package chat passes messages between the members of rooms over NATS.
package chat

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/nats-io/nats.go"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

// App is the chat gateway.
type App struct {
	book *records.Book
	bus  *nats.Conn
}

// New wires the service.
func New() (*App, error) {
	bus, err := nats.Connect("nats://127.0.0.1:4222", nats.Name("lab-chat"))
	if err != nil {
		return nil, err
	}
	return &App{book: records.NewBook("message", 2000), bus: bus}, nil
}

// Close leaves the bus.
func (a *App) Close() error {
	a.bus.Close()
	return nil
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/messages", a.book.ServeSearch)
	mux.HandleFunc("GET /v1/rooms/{room}/next", a.next)
}

// Run lets members wait for messages, and others write some, until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	go a.write(ctx)
	customers.Crowd{PerSecond: 40, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.85 {
			return records.Search(rng, "/v1/messages")
		}
		return http.MethodGet, fmt.Sprintf("/v1/rooms/%d/next", rng.IntN(20)), nil
	}}.Visit(ctx, base)
}

func (a *App) next(w http.ResponseWriter, r *http.Request) {
	message, err := a.nextMessage(r.Context(), r.PathValue("room"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusGatewayTimeout)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(message)
}

// nextMessage waits a moment for the next message of a room.
func (a *App) nextMessage(ctx context.Context, room string) ([]byte, error) {
	messages := make(chan []byte, 1)
	_, err := a.bus.Subscribe("lab-libraries.rooms."+room, func(message *nats.Msg) {
		select {
		case messages <- message.Data:
		default:
		}
	})
	if err != nil {
		return nil, err
	}
	select {
	case message := <-messages:
		return message, nil
	case <-time.After(300 * time.Millisecond):
		return []byte("null"), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (a *App) write(ctx context.Context) {
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			text, _ := json.Marshal(a.book.At(n))
			a.bus.Publish(fmt.Sprintf("lab-libraries.rooms.%d", n%20), text)
		}
	}
}
