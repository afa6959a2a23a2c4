// Package throttle has a bucket of tokens for each client that has called lately.
package throttle

import (
	"context"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

const idle = 6 * time.Second

type bucket struct {
	tokens float64
	last   time.Time
	recent [40]time.Time
	calls  int
}

type shard struct {
	mu      sync.Mutex
	buckets map[string]*bucket
}

// limiter has its buckets in shards.
type limiter [8]shard

func (l *limiter) allow(client string) bool {
	hash := fnv.New32a()
	fmt.Fprint(hash, client)
	s := &l[hash.Sum32()%uint32(len(l))]
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	b, ok := s.buckets[client]
	if !ok {
		b = &bucket{tokens: 5, last: now}
		s.buckets[client] = b
	}
	b.tokens = min(5, b.tokens+now.Sub(b.last).Seconds())
	b.last = now
	b.recent[b.calls%len(b.recent)] = now
	b.calls++
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

func (s *shard) expire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for client, b := range s.buckets {
		if time.Since(b.last) > idle {
			delete(s.buckets, client)
		}
	}
}

// limited is a middleware that refuses who calls too often.
func (l *limiter) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !l.allow(r.Header.Get("X-Client") + r.URL.Query().Get("client")) {
			http.Error(w, "too many", http.StatusTooManyRequests)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Setup wires the service.
func Setup(h *host.Host) {
	l := new(limiter)
	for i := range l {
		l[i].buckets = map[string]*bucket{}
		h.Every(2*time.Second, l[i].expire)
	}
	h.Use(l.limited)
	h.Handle("GET /v1/quotes/{topic}", func(r *http.Request) (any, error) { return "on " + r.PathValue("topic"), nil })
	h.Task(func(ctx context.Context) {
		load.Traffic{Rate: load.Steady(420), Next: func(rng *rand.Rand) load.Call {
			client := words.Key(rng, "regular", 200)
			if rng.IntN(4) > 0 {
				client = words.Unique(rng, "guest")
			}
			return load.Get("/v1/quotes/" + words.Word(rng) + "?client=" + client)
		}}.Send(ctx, h.Base)
	})
}
