// Package lru is a cache that forgets what was used least recently.
package lru

import (
	"container/list"
	"sync"
)

// Cache holds at most a fixed number of values.
type Cache[K comparable, V any] struct {
	bound int

	mu      sync.Mutex
	entries map[K]*list.Element
	recent  *list.List // most recent first
}

type entry[K comparable, V any] struct {
	key   K
	value V
}

// New makes an empty cache for at most bound values.
func New[K comparable, V any](bound int) *Cache[K, V] {
	return &Cache[K, V]{bound: bound, entries: make(map[K]*list.Element, bound), recent: list.New()}
}

// Get returns a value and makes it the most recent.
func (c *Cache[K, V]) Get(key K) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	element, ok := c.entries[key]
	if !ok {
		var none V
		return none, false
	}
	c.recent.MoveToFront(element)
	return element.Value.(*entry[K, V]).value, true
}

// Put stores a value and drops the least recent one when the cache is full.
func (c *Cache[K, V]) Put(key K, value V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if element, ok := c.entries[key]; ok {
		element.Value.(*entry[K, V]).value = value
		c.recent.MoveToFront(element)
		return
	}
	if c.recent.Len() >= c.bound {
		oldest := c.recent.Back()
		delete(c.entries, oldest.Value.(*entry[K, V]).key)
		c.recent.Remove(oldest)
	}
	c.entries[key] = c.recent.PushFront(&entry[K, V]{key, value})
}
