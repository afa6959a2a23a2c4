// Package recent is a cache that forgets what was used least recently.
package recent

import (
	"container/list"
	"sync"
)

// Cache holds at most a fixed number of values.
type Cache[K comparable, V any] struct {
	bound int

	mu      sync.Mutex
	entries map[K]*list.Element
	order   *list.List // most recent first
}

type entry[K comparable, V any] struct {
	key   K
	value V
}

// New makes an empty cache for at most bound values.
func New[K comparable, V any](bound int) *Cache[K, V] {
	return &Cache[K, V]{bound: bound, entries: make(map[K]*list.Element), order: list.New()}
}

// Get returns a value and makes it the most recent.
func (c *Cache[K, V]) Get(key K) (value V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	element, ok := c.entries[key]
	if !ok {
		return value, false
	}
	c.order.MoveToFront(element)
	return element.Value.(entry[K, V]).value, true
}

// Put stores a value and drops the least recent ones that are too many.
func (c *Cache[K, V]) Put(key K, value V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if element, ok := c.entries[key]; ok {
		c.order.Remove(element)
	}
	c.entries[key] = c.order.PushFront(entry[K, V]{key, value})
	for c.order.Len() > c.bound {
		delete(c.entries, c.order.Remove(c.order.Back()).(entry[K, V]).key)
	}
}
