// Package renders draws pages by workers, of whom there are more when more is to be done.
package renders

import (
	"context"
	"math/rand/v2"
	"net/http"
	"runtime/pprof"
	"sync/atomic"
	"time"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

// crew runs jobs; a worker ends when there was nothing to do for a while.
type crew[J any] struct {
	jobs    chan J
	do      func(J)
	idle    time.Duration
	most    int64
	working atomic.Int64
}

func (c *crew[J]) submit(ctx context.Context, job J) error {
	select {
	case c.jobs <- job:
		return nil
	default:
	}
	if n := c.working.Add(1); n <= c.most {
		go c.work(job)
		return nil
	}
	c.working.Add(-1)
	select {
	case c.jobs <- job:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (c *crew[J]) work(job J) {
	defer c.working.Add(-1)
	timer := time.NewTimer(c.idle)
	defer timer.Stop()
	for {
		c.do(job)
		timer.Reset(c.idle)
		select {
		case job = <-c.jobs:
		case <-timer.C:
			return
		}
	}
}

type page struct {
	text   string
	canvas []byte
	done   chan struct{}
}

// Setup wires the service.
func Setup(h *host.Host) {
	c := &crew[*page]{jobs: make(chan *page), idle: 1800 * time.Millisecond, most: 140, do: draw}
	h.Handle("POST /v1/pages", func(r *http.Request) (any, error) {
		text, err := host.Read[string](r)
		if err != nil {
			return nil, err
		}
		p := &page{text: text, done: make(chan struct{})}
		if err := c.submit(r.Context(), p); err != nil {
			return nil, err
		}
		<-p.done
		return len(p.canvas), nil
	})
	h.Task(func(ctx context.Context) {
		load.Traffic{Lanes: 110, Rate: load.Wave(130, 0.9, 30*time.Second), Next: func(rng *rand.Rand) load.Call {
			return load.Post("/v1/pages", words.Text(rng, 300))
		}}.Send(ctx, h.Base)
	})
}

func draw(p *page) {
	defer close(p.done)
	pprof.Do(context.Background(), pprof.Labels("stage", "draw"), func(context.Context) {
		p.canvas = make([]byte, 48<<10)
		for i := range p.canvas {
			p.canvas[i] = p.text[i%len(p.text)]
		}
		time.Sleep(150*time.Millisecond + rand.N(300*time.Millisecond))
	})
}
