// Package tilesets draws tiles of a map; each has a slot of the atlas for as long as it is in use.
package tilesets

import (
	"container/list"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
)

// atlas counts which slots are taken.
type atlas struct {
	next  atomic.Int64
	taken sync.Map
}

func (a *atlas) take() int64 {
	slot := a.next.Add(1)
	a.taken.Store(slot, true)
	return slot
}

type tileset struct {
	name   string
	pixels []byte
	place  *place
}

// place says who has a slot.
type place struct {
	atlas *atlas
	slot  int64
	owner *tileset
}

func (p *place) release() { p.atlas.taken.Delete(p.slot) }

func (a *atlas) draw(name string) *tileset {
	t := &tileset{name: name, pixels: make([]byte, 12<<10)}
	t.place = &place{atlas: a, slot: a.take(), owner: t}
	for i := range t.pixels {
		t.pixels[i] = byte(i * len(name))
	}
	runtime.AddCleanup(t, (*place).release, t.place)
	return t
}

// cache keeps the tilesets that were asked for last.
type cache struct {
	mu     sync.Mutex
	atlas  *atlas
	order  *list.List
	byName map[string]*list.Element
}

func (c *cache) get(name string) *tileset {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.byName[name]; ok {
		c.order.MoveToFront(e)
		return e.Value.(*tileset)
	}
	t := c.atlas.draw(name)
	c.byName[name] = c.order.PushFront(t)
	if c.order.Len() > 80 {
		oldest := c.order.Remove(c.order.Back()).(*tileset)
		delete(c.byName, oldest.name)
	}
	return t
}

// Setup wires the service.
func Setup(h *host.Host) {
	c := &cache{atlas: new(atlas), order: list.New(), byName: map[string]*list.Element{}}
	h.Raw("GET /v1/tiles/{x}/{y}", func(w http.ResponseWriter, r *http.Request) {
		w.Write(c.get(r.PathValue("x") + "/" + r.PathValue("y")).pixels)
	})
	h.Task(func(ctx context.Context) {
		load.Traffic{Rate: load.Steady(130), Next: func(rng *rand.Rand) load.Call {
			return load.Get(fmt.Sprintf("/v1/tiles/%.0f/%.0f", 6*rng.NormFloat64(), 6*rng.NormFloat64()))
		}}.Send(ctx, h.Base)
	})
}
