// Package keyed stores values of any kind under keys of any kind.
package keyed

import (
	"hash/maphash"
	"sync"
)

const shards = 16

// Store is a map that many goroutines use at once.
type Store[K comparable, V any] struct {
	seed   maphash.Seed
	shards [shards]shard[K, V]
}

type shard[K comparable, V any] struct {
	mu     sync.Mutex
	values map[K]V
}

// New makes an empty store.
func New[K comparable, V any]() *Store[K, V] {
	store := &Store[K, V]{seed: maphash.MakeSeed()}
	for i := range store.shards {
		store.shards[i].values = make(map[K]V)
	}
	return store
}

func (s *Store[K, V]) shard(key K) *shard[K, V] {
	return &s.shards[maphash.Comparable(s.seed, key)%shards]
}

// GetOrCompute returns the value of a key, made by compute the first time.
func (s *Store[K, V]) GetOrCompute(key K, compute func(K) V) V {
	shard := s.shard(key)
	shard.mu.Lock()
	defer shard.mu.Unlock()
	if value, ok := shard.values[key]; ok {
		return value
	}
	value := compute(key)
	shard.values[key] = value
	return value
}

// Len is the number of values.
func (s *Store[K, V]) Len() (total int) {
	for i := range s.shards {
		shard := &s.shards[i]
		shard.mu.Lock()
		total += len(shard.values)
		shard.mu.Unlock()
	}
	return total
}
