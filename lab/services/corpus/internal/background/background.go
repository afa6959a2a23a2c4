// Package background runs work beside requests so that a panic in it ends nothing else.
package background

import (
	"log"
	"runtime/debug"
	"sync/atomic"
)

var running atomic.Int64

// Go runs work by itself.
func Go(name string, work func()) {
	running.Add(1)
	go guard(name, work)
}

// Running is the number of works under way.
func Running() int64 { return running.Load() }

func guard(name string, work func()) {
	defer running.Add(-1)
	defer func() {
		if problem := recover(); problem != nil {
			log.Printf("%s: %v\n%s", name, problem, debug.Stack())
		}
	}()
	work()
}
