// Package atlas describes places; what has been described once is kept.
package atlas

import (
	"context"
	"hash/maphash"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

const places = 20_000

type place struct {
	Name  string     `json:"name"`
	Text  string     `json:"text"`
	Shape [40][2]int `json:"-"`
}

// sharded is a map with a lock for each part of it.
type sharded[V any] struct {
	seed   maphash.Seed
	shards [16]struct {
		mu     sync.RWMutex
		values map[string]V
	}
}

func newSharded[V any]() *sharded[V] {
	s := &sharded[V]{seed: maphash.MakeSeed()}
	for i := range s.shards {
		s.shards[i].values = map[string]V{}
	}
	return s
}

func (s *sharded[V]) getOrMake(key string, build func(string) V) V {
	shard := &s.shards[maphash.String(s.seed, key)%uint64(len(s.shards))]
	shard.mu.RLock()
	v, ok := shard.values[key]
	shard.mu.RUnlock()
	if ok {
		return v
	}
	shard.mu.Lock()
	defer shard.mu.Unlock()
	if v, ok = shard.values[key]; !ok {
		v = build(key)
		shard.values[key] = v
	}
	return v
}

// Setup wires the service.
func Setup(h *host.Host) {
	known := newSharded[*place]()
	h.Handle("GET /v1/places", func(r *http.Request) (any, error) {
		var found []*place
		for id := range strings.SplitSeq(r.URL.Query().Get("ids"), ",") {
			if n, err := strconv.Atoi(id); err == nil && n >= 0 && n < places {
				found = append(found, known.getOrMake(id, describe))
			}
		}
		return len(found), nil
	})
	h.Task(func(ctx context.Context) {
		load.Traffic{Rate: load.Steady(90), Next: func(rng *rand.Rand) load.Call {
			var ids []string
			for range 25 {
				ids = append(ids, strconv.Itoa(rng.IntN(places)))
			}
			return load.Get("/v1/places?ids=" + strings.Join(ids, ","))
		}}.Send(ctx, h.Base)
	})
}

func describe(id string) *place {
	p := &place{Name: "place " + id, Text: words.Text(rand.New(rand.NewPCG(1, maphash.String(maphash.MakeSeed(), id))), 700)}
	for i := range p.Shape {
		p.Shape[i] = [2]int{i * len(id), i}
	}
	return p
}
