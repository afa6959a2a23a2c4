// Package digests runs jobs at their times, the largest of which puts a digest together.
package digests

import (
	"context"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

// job is run each time that it is due.
type job struct {
	name  string
	every time.Duration
	run   func()
	due   time.Time
}

// scheduler runs what is due first.
type scheduler struct{ jobs []*job }

func (s *scheduler) add(name string, every time.Duration, run func()) {
	s.jobs = append(s.jobs, &job{name, every, run, time.Now().Add(every)})
}

func (s *scheduler) loop(ctx context.Context) {
	for {
		next := slices.MinFunc(s.jobs, func(a, b *job) int { return a.due.Compare(b.due) })
		select {
		case <-time.After(time.Until(next.due)):
			next.run()
			next.due = next.due.Add(next.every)
		case <-ctx.Done():
			return
		}
	}
}

// newsroom has the articles of the last seconds.
type newsroom struct {
	mu       sync.Mutex
	articles []string
	digest   string
}

func (n *newsroom) add(article string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.articles = append(n.articles, article)
	return len(n.articles)
}

// summarise puts all articles side by side and holds them while it does.
func (n *newsroom) summarise() {
	n.mu.Lock()
	articles := n.articles
	n.articles = nil
	n.mu.Unlock()
	sections := make([]*strings.Builder, 24)
	for i := range sections {
		sections[i] = new(strings.Builder)
		sections[i].Grow(512 << 10)
		for _, article := range articles {
			if sections[i].Len()+len(article) < 500<<10 {
				sections[i].WriteString(article)
			}
		}
	}
	time.Sleep(900 * time.Millisecond) // proofs are read
	n.mu.Lock()
	defer n.mu.Unlock()
	n.digest = strings.Clone(sections[0].String()[:min(2000, sections[0].Len())])
}

// Setup wires the service.
func Setup(h *host.Host) {
	n := new(newsroom)
	h.Handle("POST /v1/articles", func(r *http.Request) (any, error) {
		article, err := host.Read[string](r)
		if err != nil {
			return nil, err
		}
		return n.add(article), nil
	})
	h.Handle("GET /v1/digest", func(*http.Request) (any, error) {
		n.mu.Lock()
		defer n.mu.Unlock()
		return n.digest, nil
	})
	h.Task(func(ctx context.Context) {
		var s scheduler
		s.add("digest", 7*time.Second, n.summarise)
		s.add("pulse", 700*time.Millisecond, func() { h.Log.Info("pulse", "articles", n.add("")) })
		s.loop(ctx)
	})
	h.Task(func(ctx context.Context) {
		load.Traffic{Rate: load.Steady(90), Next: func(rng *rand.Rand) load.Call {
			if rng.IntN(5) == 0 {
				return load.Get("/v1/digest")
			}
			return load.Call{Method: http.MethodPost, Path: "/v1/articles", Body: words.Text(rng, 3000)}
		}}.Send(ctx, h.Base)
	})
}
