// Package matchmaking keeps who waits for a game; as many leave as come.
package matchmaking

import (
	"context"
	"math/rand/v2"
	"net/http"
	"sync"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

const waiting = 20_000

type player struct {
	name   string
	rating int
	tags   [6]string
}

// lobby has the players by id, and the ids in no order, so that any can be drawn.
type lobby struct {
	mu  sync.Mutex
	by  map[uint64]*player
	ids []uint64
}

func (l *lobby) enter(p *player) {
	l.mu.Lock()
	defer l.mu.Unlock()
	id := rand.Uint64()
	l.by[id] = p
	l.ids = append(l.ids, id)
}

func (l *lobby) draw() *player {
	l.mu.Lock()
	defer l.mu.Unlock()
	i, last := rand.IntN(len(l.ids)), len(l.ids)-1
	id := l.ids[i]
	l.ids[i] = l.ids[last]
	l.ids = l.ids[:last]
	p := l.by[id]
	delete(l.by, id)
	return p
}

func newPlayer(rng *rand.Rand) *player {
	p := &player{name: words.Unique(rng, words.Word(rng)), rating: rng.IntN(3000)}
	for i := range p.tags {
		p.tags[i] = words.Word(rng)
	}
	return p
}

// Setup wires the service.
func Setup(h *host.Host) {
	l := &lobby{by: map[uint64]*player{}}
	seed := rand.New(rand.NewPCG(rand.Uint64(), 1))
	for range waiting {
		l.enter(newPlayer(seed))
	}
	h.Handle("POST /v1/rounds", func(r *http.Request) (any, error) {
		names, err := host.Read[[]string](r)
		if err != nil {
			return nil, err
		}
		best := 0
		for _, name := range names {
			best = max(best, l.draw().rating)
			l.enter(&player{name: name, rating: rand.IntN(3000)})
		}
		return best, nil
	})
	h.Task(func(ctx context.Context) {
		load.Traffic{Rate: load.Steady(110), Next: func(rng *rand.Rand) load.Call {
			names := make([]string, 35)
			for i := range names {
				names[i] = words.Unique(rng, "p")
			}
			return load.Call{Method: http.MethodPost, Path: "/v1/rounds", Body: names}
		}}.Send(ctx, h.Base)
	})
}
