// Package pricing answers prices; a new table takes the place of the old one in one step.
package pricing

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

const articles = 30_000

type price struct {
	cents int64
	since time.Time
	note  string
}

// table is never changed once it is in use.
type table struct {
	edition int
	prices  map[string]*price
}

func read(edition int) *table {
	rng := rand.New(rand.NewPCG(uint64(edition), 5))
	t := &table{edition: edition, prices: map[string]*price{}}
	for i := range articles {
		t.prices[strconv.Itoa(i)] = &price{cents: rng.Int64N(90_000), since: time.Now(), note: words.Text(rng, 120)}
	}
	return t
}

// Setup wires the service.
func Setup(h *host.Host) {
	var current atomic.Pointer[table]
	current.Store(read(0))
	h.Every(6*time.Second, func() { current.Store(read(current.Load().edition + 1)) })
	h.Handle("GET /v1/prices/{article}", func(r *http.Request) (any, error) {
		t := current.Load()
		p, ok := t.prices[r.PathValue("article")]
		if !ok {
			return nil, host.Fault{Status: http.StatusNotFound, What: "no such article"}
		}
		return map[string]any{"cents": p.cents, "edition": t.edition, "note": p.note}, nil
	})
	h.Task(func(ctx context.Context) {
		load.Traffic{Rate: load.Steady(170), Next: func(rng *rand.Rand) load.Call {
			return load.Get("/v1/prices/" + strconv.Itoa(rng.IntN(articles)))
		}}.Send(ctx, h.Base)
	})
}
