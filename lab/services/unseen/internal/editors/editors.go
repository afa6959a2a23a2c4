// Package editors shares documents: each session sees the edits of the others.
package editors

import (
	"context"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

type edit struct {
	Offset int    `json:"offset"`
	Insert string `json:"insert"`
}

type session struct {
	id      string
	edits   chan edit
	applied int
}

type document struct {
	mu       sync.RWMutex
	sessions map[string]*session
}

type workspace struct{ documents map[string]*document }

// Setup wires the service.
func Setup(h *host.Host) {
	w := &workspace{documents: map[string]*document{}}
	for i := range 24 {
		w.documents[documentName(i)] = &document{sessions: map[string]*session{}}
	}
	h.Handle("PUT /v1/documents/{document}/sessions/{session}", w.join)
	h.Handle("DELETE /v1/documents/{document}/sessions/{session}", w.leave)
	h.Handle("POST /v1/documents/{document}/edits", w.edit)
	h.Task(func(ctx context.Context) {
		people := new(people)
		load.Traffic{Lanes: 8, Rate: load.Steady(120), Next: people.next}.Send(ctx, h.Base)
	})
}

func (w *workspace) document(r *http.Request) (*document, error) {
	if d, ok := w.documents[r.PathValue("document")]; ok {
		return d, nil
	}
	return nil, host.Fault{Status: http.StatusNotFound, What: "no such document"}
}

func (w *workspace) join(r *http.Request) (any, error) {
	d, err := w.document(r)
	if err != nil {
		return nil, err
	}
	s := &session{id: r.PathValue("session"), edits: make(chan edit, 32)}
	d.mu.Lock()
	d.sessions[s.id] = s
	open := slices.Collect(maps.Keys(d.sessions))
	d.mu.Unlock()
	ctx := context.WithoutCancel(r.Context()) // a session outlives the request that began it
	go s.follow(ctx)
	return open, nil
}

// follow applies what others write.
func (s *session) follow(ctx context.Context) {
	for {
		select {
		case e := <-s.edits:
			s.applied += len(e.Insert)
		case <-ctx.Done():
			return
		}
	}
}

func (w *workspace) leave(r *http.Request) (any, error) {
	d, err := w.document(r)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.sessions, r.PathValue("session"))
	return len(d.sessions), nil
}

func (w *workspace) edit(r *http.Request) (any, error) {
	d, err := w.document(r)
	if err != nil {
		return nil, err
	}
	e, err := host.Read[edit](r)
	if err != nil {
		return nil, err
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	for s := range maps.Values(d.sessions) {
		select {
		case s.edits <- e:
		default:
		}
	}
	return len(d.sessions), nil
}

func documentName(i int) string { return "doc" + string(rune('a'+i)) }

// people join documents, write, and leave in the order in which they came.
type people struct {
	mu   sync.Mutex
	open []string
}

func (p *people) next(rng *rand.Rand) load.Call {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch roll := rng.IntN(3); {
	case roll == 0 && len(p.open) < 200:
		path := "/v1/documents/" + documentName(rng.IntN(24)) + "/sessions/" + words.Unique(rng, "s")
		p.open = append(p.open, path)
		return load.Call{Method: http.MethodPut, Path: path}
	case roll < 2 && len(p.open) > 120:
		path := p.open[0]
		p.open = slices.Delete(p.open, 0, 1)
		return load.Call{Method: http.MethodDelete, Path: path}
	default:
		return load.Post("/v1/documents/"+documentName(rng.IntN(24))+"/edits", edit{Offset: rng.IntN(9000), Insert: words.Text(rng, 80)})
	}
}
