package orders

import (
	"log"
	"sync"
	"time"

	"example.com/shop/internal/events"
)

// Totals counts the orders that have reached each step, and the money of those delivered.
type Totals struct {
	Placed    int           `json:"placed"`
	Paid      int           `json:"paid"`
	Shipped   int           `json:"shipped"`
	Delivered int           `json:"delivered"`
	Revenue   int64         `json:"revenue"`
	Slowest   time.Duration `json:"slowest_ns"`
}

// tracker follows every order from its placing to its delivery.
type tracker struct {
	bus         *events.Bus
	unsubscribe func() bool

	mu     sync.Mutex
	totals Totals
}

func newTracker(bus *events.Bus, unsubscribe func() bool) *tracker {
	return &tracker{bus: bus, unsubscribe: unsubscribe}
}

// follow listens to the steps of an order and keeps its status up to date.
func (t *tracker) follow(order Order) {
	t.count(func(totals *Totals) { totals.Placed++ })
	paid := t.bus.On(order.ID, events.Paid, func(event events.Event) {
		order.Status, order.ChangedAt = event.Kind, event.At
		t.count(func(totals *Totals) { totals.Paid++ })
	})
	shipped := t.bus.On(order.ID, events.Shipped, func(event events.Event) {
		order.Status, order.ChangedAt = event.Kind, event.At
		t.count(func(totals *Totals) { totals.Shipped++ })
	})
	delivered := t.bus.On(order.ID, events.Delivered, func(event events.Event) {
		order.Status, order.ChangedAt = event.Kind, event.At
		t.deliver(&order)
	})
	if t.unsubscribe() {
		var last func()
		last = t.bus.On(order.ID, events.Delivered, func(events.Event) {
			paid()
			shipped()
			delivered()
			last()
		})
	}
}

func (t *tracker) deliver(order *Order) {
	took := order.ChangedAt.Sub(order.PlacedAt)
	if took > time.Minute {
		log.Printf("order %s to %s took %s", order.ID, order.ShipTo.City, took)
	}
	t.count(func(totals *Totals) {
		totals.Delivered++
		totals.Revenue += order.Total
		totals.Slowest = max(totals.Slowest, took)
	})
}

func (t *tracker) count(change func(*Totals)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	change(&t.totals)
}

func (t *tracker) snapshot() Totals {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.totals
}
