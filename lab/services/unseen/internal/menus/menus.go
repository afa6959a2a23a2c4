// Package menus shows menus, of which those asked for lately are at hand.
package menus

import (
	"container/list"
	"context"
	"iter"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

type dish struct {
	Name  string `json:"name"`
	Cents int    `json:"cents"`
}

type menu struct {
	Restaurant string `json:"restaurant"`
	Dishes     []dish `json:"dishes"`
}

type entry[V any] struct {
	key   string
	value V
	until time.Time
}

// lru keeps at most so many values for at most so long.
type lru[V any] struct {
	mu    sync.Mutex
	most  int
	life  time.Duration
	order *list.List
	byKey map[string]*list.Element
}

func newLRU[V any](most int, life time.Duration) *lru[V] {
	return &lru[V]{most: most, life: life, order: list.New(), byKey: map[string]*list.Element{}}
}

func (l *lru[V]) get(key string) (value V, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e, ok := l.byKey[key]
	if !ok {
		return value, false
	}
	found := e.Value.(*entry[V])
	if time.Now().After(found.until) {
		l.remove(e)
		return value, false
	}
	l.order.MoveToFront(e)
	return found.value, true
}

func (l *lru[V]) put(key string, value V) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if e, ok := l.byKey[key]; ok {
		l.remove(e)
	}
	l.byKey[key] = l.order.PushFront(&entry[V]{key, value, time.Now().Add(l.life)})
	for len(l.byKey) > l.most {
		l.remove(l.order.Back())
	}
}

func (l *lru[V]) remove(e *list.Element) { delete(l.byKey, l.order.Remove(e).(*entry[V]).key) }

func (l *lru[V]) oldest() iter.Seq[*list.Element] {
	return func(yield func(*list.Element) bool) {
		for e := l.order.Back(); e != nil; {
			before := e.Prev()
			if !yield(e) {
				return
			}
			e = before
		}
	}
}

// expire drops what is too old.
func (l *lru[V]) expire() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for e := range l.oldest() {
		if time.Now().After(e.Value.(*entry[V]).until) {
			l.remove(e)
		}
	}
}

// Setup wires the service.
func Setup(h *host.Host) {
	cache := newLRU[*menu](2500, 6*time.Second)
	h.Every(time.Second, cache.expire)
	h.Handle("GET /v1/menus/{restaurant}", func(r *http.Request) (any, error) {
		key := r.PathValue("restaurant")
		if m, ok := cache.get(key); ok {
			return m, nil
		}
		m := compose(key)
		cache.put(key, m)
		return m, nil
	})
	h.Task(func(ctx context.Context) {
		load.Traffic{Rate: load.Burst(90, 900, 11*time.Second, 1500*time.Millisecond), Next: func(rng *rand.Rand) load.Call {
			return load.Get("/v1/menus/" + words.Key(rng, "r", 12_000))
		}}.Send(ctx, h.Base)
	})
}

func compose(restaurant string) *menu {
	rng := rand.New(rand.NewPCG(7, uint64(len(restaurant))))
	m := &menu{Restaurant: restaurant, Dishes: make([]dish, 30)}
	for i := range m.Dishes {
		m.Dishes[i] = dish{Name: words.Text(rng, 24), Cents: 500 + rng.IntN(3000)}
	}
	return m
}
