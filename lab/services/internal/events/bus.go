// Package events tells listeners what happens to orders.
package events

import (
	"sync"
	"time"
)

// Kind is a step in the life of an order.
type Kind string

// The steps in their order.
const (
	Paid      Kind = "paid"
	Packed    Kind = "packed"
	Shipped   Kind = "shipped"
	Delivered Kind = "delivered"
)

// Event is one step of one order.
type Event struct {
	Order string
	Kind  Kind
	At    time.Time
}

// Listener is called once for every event that it is registered for.
type Listener func(Event)

type topic struct {
	order string
	kind  Kind
}

type registration struct {
	id     uint64
	since  time.Time
	listen Listener
}

// Bus calls the listeners of an order's steps.
type Bus struct {
	mu        sync.RWMutex
	nextID    uint64
	listeners map[topic][]*registration
}

// NewBus makes a bus without listeners.
func NewBus() *Bus {
	return &Bus{listeners: make(map[topic][]*registration)}
}

// On registers a listener and returns what unregisters it.
func (b *Bus) On(order string, kind Kind, listen Listener) (off func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.nextID++
	key := topic{order, kind}
	registered := &registration{id: b.nextID, since: time.Now(), listen: listen}
	b.listeners[key] = append(b.listeners[key], registered)
	return func() { b.remove(key, registered.id) }
}

// Publish calls the listeners of an event one after the other.
func (b *Bus) Publish(event Event) {
	b.mu.RLock()
	registered := b.listeners[topic{event.Order, event.Kind}]
	b.mu.RUnlock()
	for _, r := range registered {
		r.listen(event)
	}
}

func (b *Bus) remove(key topic, id uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	kept := make([]*registration, 0, len(b.listeners[key]))
	for _, r := range b.listeners[key] {
		if r.id != id {
			kept = append(kept, r)
		}
	}
	if len(kept) == 0 {
		delete(b.listeners, key)
		return
	}
	b.listeners[key] = kept
}
