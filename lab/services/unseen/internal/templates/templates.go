// Package templates compiles partials once and renders mails of them.
package templates

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

type partial struct {
	Source   string   `json:"source"`
	Includes []string `json:"includes"`

	once     sync.Once
	compiled string
}

// bundle is what one customer has uploaded.
type bundle struct {
	mu       sync.RWMutex
	partials map[string]*partial
}

// App is the templates service.
type App struct {
	bundles [240]bundle
}

// Setup wires the service.
func Setup(h *host.Host) {
	a := new(App)
	h.Handle("PUT /v1/bundles/{bundle}", a.upload)
	h.Handle("GET /v1/bundles/{bundle}/{partial}", a.render)
	h.Task(func(ctx context.Context) {
		load.Traffic{Lanes: 8, Rate: load.Steady(75), Next: func(rng *rand.Rand) load.Call {
			path := fmt.Sprintf("/v1/bundles/%d", rng.IntN(240))
			if rng.IntN(3) > 0 {
				return load.Get(path + "/mail")
			}
			return load.Call{Method: http.MethodPut, Path: path, Body: upload(rng)}
		}}.Send(ctx, h.Base)
	})
}

func upload(rng *rand.Rand) map[string]*partial {
	set := map[string]*partial{
		"mail":   {Source: words.Text(rng, 400), Includes: []string{"header", "body", "footer"}},
		"header": {Source: words.Text(rng, 200)},
		"body":   {Source: words.Text(rng, 900), Includes: []string{"quote"}},
		"quote":  {Source: words.Text(rng, 150)},
		"footer": {Source: words.Text(rng, 100)},
	}
	if rng.IntN(9) == 0 {
		set["quote"].Includes = []string{"body"}
	}
	return set
}

func (a *App) bundle(r *http.Request) (*bundle, error) {
	var i int
	if _, err := fmt.Sscan(r.PathValue("bundle"), &i); err != nil || i < 0 || i >= len(a.bundles) {
		return nil, host.Fault{Status: http.StatusNotFound, What: "no such bundle"}
	}
	return &a.bundles[i], nil
}

func (a *App) upload(r *http.Request) (any, error) {
	b, err := a.bundle(r)
	if err != nil {
		return nil, err
	}
	set, err := host.Read[map[string]*partial](r)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.partials = set
	return len(set), nil
}

func (a *App) render(r *http.Request) (any, error) {
	b, err := a.bundle(r)
	if err != nil {
		return nil, err
	}
	b.mu.RLock()
	set := b.partials
	b.mu.RUnlock()
	rendered := make(chan string, 1)
	go func() { rendered <- compile(set, r.PathValue("partial")) }()
	select {
	case text := <-rendered:
		return text, nil
	case <-time.After(150 * time.Millisecond):
		return nil, host.Fault{Status: http.StatusServiceUnavailable, What: "not ready"}
	}
}

// compile puts a partial and what it includes together, the first time that it is asked for.
func compile(set map[string]*partial, name string) string {
	p, ok := set[name]
	if !ok {
		return ""
	}
	p.once.Do(func() {
		var b strings.Builder
		b.WriteString(p.Source)
		for _, include := range p.Includes {
			b.WriteString(compile(set, include))
		}
		p.compiled = b.String()
	})
	return p.compiled
}
