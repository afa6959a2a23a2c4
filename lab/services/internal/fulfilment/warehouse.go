// Package fulfilment moves parcels through the warehouse.
package fulfilment

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"example.com/shop/internal/events"
)

// capacity is how many parcels can be in the warehouse at once.
const capacity = 4096

// steps are what happens to a parcel, with the mean time until it does.
var steps = []struct {
	kind events.Kind
	mean time.Duration
}{
	{events.Paid, 100 * time.Millisecond},
	{events.Packed, 300 * time.Millisecond},
	{events.Shipped, 200 * time.Millisecond},
	{events.Delivered, 600 * time.Millisecond},
}

type parcel struct {
	order string
	step  int
	due   time.Time
}

// Warehouse takes parcels and publishes their steps.
type Warehouse struct {
	bus *events.Bus

	mu      sync.Mutex
	parcels []parcel
}

// NewWarehouse makes an empty warehouse.
func NewWarehouse(bus *events.Bus) *Warehouse {
	return &Warehouse{bus: bus, parcels: make([]parcel, 0, capacity)}
}

// Accept takes the parcel of an order unless the warehouse is full.
func (w *Warehouse) Accept(order string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.parcels) == capacity {
		return false
	}
	w.parcels = append(w.parcels, parcel{order: order, due: after(0)})
	return true
}

// Work makes a round through the warehouse every few milliseconds until ctx ends.
func (w *Warehouse) Work(ctx context.Context) {
	ticker := time.NewTicker(25 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			for _, event := range w.advance(now) {
				w.bus.Publish(event)
			}
		}
	}
}

// advance moves every parcel that is due by one step and lets go of the delivered ones.
func (w *Warehouse) advance(now time.Time) []events.Event {
	w.mu.Lock()
	defer w.mu.Unlock()
	var happened []events.Event
	staying := w.parcels[:0]
	for _, p := range w.parcels {
		if !p.due.After(now) {
			happened = append(happened, events.Event{Order: p.order, Kind: steps[p.step].kind, At: now})
			p.step++
			if p.step == len(steps) {
				continue
			}
			p.due = after(p.step)
		}
		staying = append(staying, p)
	}
	clear(w.parcels[len(staying):])
	w.parcels = staying
	return happened
}

func after(step int) time.Time {
	return time.Now().Add(time.Duration(rand.ExpFloat64() * float64(steps[step].mean)))
}
