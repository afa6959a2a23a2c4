// Package exposure remembers who has seen which feature, for the statistics of experiments.
package exposure

import (
	"sync"
	"time"
)

type seen struct {
	first, last time.Time
	on          bool
	times       int
	buckets     [48]uint32
}

var (
	mu       sync.Mutex
	registry = map[string]*seen{}
)

// Record counts that a person has been shown a feature.
func Record(feature, person string, on bool, at time.Time) {
	key := feature + "/" + person
	mu.Lock()
	defer mu.Unlock()
	entry, ok := registry[key]
	if !ok {
		entry = &seen{first: at}
		registry[key] = entry
	}
	entry.last, entry.on = at, on
	entry.times++
	entry.buckets[at.Second()%len(entry.buckets)]++
}

// Count is the number of pairs of a person and a feature.
func Count() int {
	mu.Lock()
	defer mu.Unlock()
	return len(registry)
}
