// Package sockets streams events to clients, who stay for some seconds each.
package sockets

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/side"
	"example.com/unseen/internal/words"
)

type client struct {
	events  chan string
	backlog [24]string
}

// bus passes each event to every client that is there.
type bus struct {
	mu      sync.RWMutex
	clients map[*client]struct{}
}

func (b *bus) publish(event string) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for c := range b.clients {
		select {
		case c.events <- event:
		default:
		}
	}
}

func (b *bus) join() (c *client, leave func()) {
	c = &client{events: make(chan string, 64)}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.clients[c] = struct{}{}
	return c, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.clients, c)
	}
}

// Setup wires the service.
func Setup(h *host.Host) {
	b := &bus{clients: map[*client]struct{}{}}
	rng := rand.New(rand.NewPCG(rand.Uint64(), 2))
	h.Every(250*time.Millisecond, func() { b.publish(words.Text(rng, 400)) })
	h.Raw("GET /v1/events", b.stream)
	h.Task(func(ctx context.Context) { side.Start(ctx, h.Base) })
}

// stream writes server-sent events until the client goes away.
func (b *bus) stream(w http.ResponseWriter, r *http.Request) {
	c, leave := b.join()
	defer leave()
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	out.Flush()
	for n := 0; ; n++ {
		select {
		case event := <-c.events:
			c.backlog[n%len(c.backlog)] = event + fmt.Sprint(n)
			fmt.Fprintf(w, "id: %d\ndata: %s\n\n", n, event)
			if err := out.Flush(); err != nil {
				return
			}
		case <-r.Context().Done():
			return
		}
	}
}
