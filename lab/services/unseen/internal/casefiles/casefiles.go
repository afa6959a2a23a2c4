// Package casefiles records what happens to claims from their opening to their end.
package casefiles

import (
	"context"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

// step is what a client does to a case.
type step struct {
	Kind string `json:"kind"`
	By   string `json:"by"`
	Text string `json:"text"`
}

// Setup wires the service.
func Setup(h *host.Host) {
	d := newDocket()
	actions := map[string]func(*Docket, string, step){
		"open": (*Docket).open, "assign": (*Docket).assign, "call": (*Docket).call, "letter": (*Docket).letter,
		"photo": (*Docket).photo, "estimate": (*Docket).estimate, "dispute": (*Docket).dispute, "approve": (*Docket).approve,
		"pay": (*Docket).pay, "close": (*Docket).close,
	}
	h.Handle("POST /v1/cases/{case}/steps", func(r *http.Request) (any, error) {
		s, err := host.Read[step](r)
		if err != nil {
			return nil, err
		}
		action, ok := actions[s.Kind]
		if !ok {
			return nil, host.Fault{Status: http.StatusBadRequest, What: "no such step"}
		}
		action(d, r.PathValue("case"), s)
		return d.length(r.PathValue("case")), nil
	})
	h.Task(func(ctx context.Context) {
		clerks := &clerks{at: map[string]int{}}
		load.Traffic{Lanes: 8, Rate: load.Steady(340), Next: clerks.next}.Send(ctx, h.Base)
	})
}

var order = []string{"open", "assign", "call", "letter", "photo", "estimate", "dispute", "approve", "pay", "close"}

// clerks take cases through all their steps.
type clerks struct {
	mu sync.Mutex
	at map[string]int
}

func (c *clerks) next(rng *rand.Rand) load.Call {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.at) < 60 {
		c.at[words.Unique(rng, "case")] = 0
	}
	for id, at := range c.at {
		if c.at[id]++; at == len(order)-1 {
			delete(c.at, id)
		}
		return load.Post("/v1/cases/"+id+"/steps", step{Kind: order[at], By: words.Word(rng), Text: words.Text(rng, 100)})
	}
	return load.Call{}
}

// Docket has the cases.
type Docket struct {
	mu     sync.Mutex
	cases  map[string]*file
	active int
}

func newDocket() *Docket { return &Docket{cases: map[string]*file{}} }

type file struct {
	pages []page
	ended time.Time
}

type page interface{ kind() string }

func (d *Docket) add(id string, p page) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f, ok := d.cases[id]
	if !ok {
		f = new(file)
		d.cases[id] = f
		d.active++
	}
	f.pages = append(f.pages, p)
	if p.kind() == "close" {
		f.ended = time.Now()
		d.active--
	}
}

func (d *Docket) length(id string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	if f, ok := d.cases[id]; ok {
		return len(f.pages)
	}
	return 0
}
