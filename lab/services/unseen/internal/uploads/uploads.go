// Package uploads takes files in parts, puts them together, and answers what they contain.
package uploads

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

type upload struct {
	id       string
	parts    chan []byte
	mu       sync.Mutex
	complete bool
}

type summary struct {
	Sum     string `json:"sum"`
	Bytes   int    `json:"bytes"`
	preview []byte
}

// App is the uploads service.
type App struct {
	mu        sync.Mutex
	open      map[string]*upload
	summaries map[string]*summary
}

// Setup wires the service.
func Setup(h *host.Host) {
	a := &App{open: map[string]*upload{}, summaries: map[string]*summary{}}
	h.Handle("POST /v1/uploads/{upload}", a.begin)
	h.Handle("PATCH /v1/uploads/{upload}", a.part)
	h.Handle("PUT /v1/uploads/{upload}", a.finish)
	h.Handle("DELETE /v1/uploads/{upload}", a.cancel)
	h.Handle("GET /v1/uploads/{upload}", a.show)
	h.Task(func(ctx context.Context) {
		people := new(people)
		load.Traffic{Lanes: 8, Rate: load.Steady(260), Next: people.next}.Send(ctx, h.Base)
	})
}

func (a *App) begin(r *http.Request) (any, error) {
	u := &upload{id: r.PathValue("upload"), parts: make(chan []byte, 8)}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.open[u.id] = u
	go a.assemble(u)
	return len(a.open), nil
}

// assemble hashes the parts as they come and files a summary.
func (a *App) assemble(u *upload) {
	hash := sha256.New()
	var s summary
	for part := range u.parts {
		hash.Write(part)
		s.Bytes += len(part)
		if s.preview == nil {
			s.preview = append(make([]byte, 0, 12<<10), part...)
		}
	}
	s.Sum = fmt.Sprintf("%x", hash.Sum(nil))
	a.file(u.id, &s)
}

func (a *App) file(id string, s *summary) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.summaries[id] = s
}

func (a *App) find(r *http.Request, remove bool) (*upload, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	u, ok := a.open[r.PathValue("upload")]
	if !ok {
		return nil, host.Fault{Status: http.StatusNotFound, What: "no such upload"}
	}
	if remove {
		delete(a.open, u.id)
	}
	return u, nil
}

func (a *App) part(r *http.Request) (any, error) {
	u, err := a.find(r, false)
	if err != nil {
		return nil, err
	}
	part, err := io.ReadAll(io.LimitReader(r.Body, 64<<10))
	if err != nil {
		return nil, err
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.complete {
		return nil, host.Fault{Status: http.StatusConflict, What: "upload is complete"}
	}
	select {
	case u.parts <- part:
		return len(part), nil
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

func (a *App) finish(r *http.Request) (any, error) {
	u, err := a.find(r, true)
	if err != nil {
		return nil, err
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.complete = true
	close(u.parts)
	return "finished", nil
}

func (a *App) cancel(r *http.Request) (any, error) {
	if _, err := a.find(r, true); err != nil {
		return nil, err
	}
	return "cancelled", nil
}

func (a *App) show(r *http.Request) (any, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if s, ok := a.summaries[r.PathValue("upload")]; ok {
		return s, nil
	}
	return nil, host.Fault{Status: http.StatusNotFound, What: "no such upload"}
}

// people send two or three parts of a file each.
type people struct {
	mu   sync.Mutex
	open []string
}

func (p *people) next(rng *rand.Rand) load.Call {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.open) < 80 {
		path := "/v1/uploads/" + words.Unique(rng, "f")
		p.open = append(p.open, path)
		return load.Call{Method: http.MethodPost, Path: path}
	}
	path := p.open[0]
	switch roll := rng.IntN(100); {
	case roll < 50:
		return load.Call{Method: http.MethodPatch, Path: p.open[rng.IntN(len(p.open))], Body: []byte(words.Text(rng, 3000))}
	case roll < 55:
		return load.Get(path)
	case roll < 62:
		p.open = append(p.open[:0], p.open[1:]...)
		return load.Call{Method: http.MethodDelete, Path: path}
	default:
		p.open = append(p.open[:0], p.open[1:]...)
		return load.Call{Method: http.MethodPut, Path: path}
	}
}
