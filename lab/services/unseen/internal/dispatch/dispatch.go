// Package dispatch offers deliveries to couriers and waits for them to take or refuse.
package dispatch

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

type offer struct {
	delivery  string
	courier   int
	answered  chan bool
	withdrawn chan struct{}
}

type desk struct {
	mu    sync.Mutex
	open  map[string]*offer
	taken int
}

// Setup wires the service.
func Setup(h *host.Host) {
	d := &desk{open: map[string]*offer{}}
	h.Handle("PUT /v1/deliveries/{delivery}", d.offer)
	h.Handle("DELETE /v1/deliveries/{delivery}", d.withdraw)
	h.Task(func(ctx context.Context) {
		shops := new(shops)
		load.Traffic{Lanes: 8, Rate: load.Wave(70, 0.75, 13*time.Second), Next: shops.next}.Send(ctx, h.Base)
	})
}

func (d *desk) offer(r *http.Request) (any, error) {
	o := &offer{delivery: r.PathValue("delivery"), courier: rand.IntN(300), answered: make(chan bool, 1), withdrawn: make(chan struct{})}
	d.mu.Lock()
	d.open[o.delivery] = o
	d.mu.Unlock()
	go d.await(o)
	return fmt.Sprintf("courier-%d", o.courier), nil
}

// await lets a courier have the delivery, or looks for another.
func (d *desk) await(o *offer) {
	go d.think(o.delivery)
	for {
		select {
		case taken := <-o.answered:
			if taken {
				d.mu.Lock()
				d.taken++
				delete(d.open, o.delivery)
				d.mu.Unlock()
				return
			}
			o.courier = rand.IntN(300)
			go d.think(o.delivery)
		case <-o.withdrawn:
			return
		}
	}
}

// think is a courier, who answers after a while.
func (d *desk) think(delivery string) {
	time.Sleep(600*time.Millisecond + rand.N(1500*time.Millisecond))
	d.mu.Lock()
	defer d.mu.Unlock()
	if o, ok := d.open[delivery]; ok {
		select {
		case o.answered <- rand.IntN(4) > 0:
		default:
		}
	}
}

func (d *desk) withdraw(r *http.Request) (any, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	o, ok := d.open[r.PathValue("delivery")]
	if ok {
		close(o.withdrawn)
		delete(d.open, o.delivery)
	}
	return ok, nil
}

// shops have deliveries made, and change their minds at times.
type shops struct {
	mu   sync.Mutex
	last [64]string
	n    int
}

func (s *shops) next(rng *rand.Rand) load.Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch roll := rng.IntN(100); {
	case roll < 12 && s.n > 64:
		return load.Call{Method: http.MethodDelete, Path: s.last[rng.IntN(64)]}
	case roll < 18 && s.n > 64:
		return load.Call{Method: http.MethodPut, Path: s.last[(s.n-1-rng.IntN(12))%64]}
	}
	path := "/v1/deliveries/" + words.Unique(rng, "d")
	s.last[s.n%64] = path
	s.n++
	return load.Call{Method: http.MethodPut, Path: path}
}
