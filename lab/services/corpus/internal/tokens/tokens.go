// Package tokens checks API tokens.
package tokens

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

const (
	lifetime = 4 * time.Second
	sweep    = time.Second
)

// App is the tokens service.
type App struct {
	mu      sync.Mutex
	answers map[string]answer
}

type answer struct {
	scopes  []string
	digest  [sha256.Size]byte
	raw     []byte
	expires time.Time
}

// New wires the service.
func New() *App { return &App{answers: make(map[string]answer)} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/check", func(w http.ResponseWriter, r *http.Request) {
		var body struct{ Token string }
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		web.Write(w, http.StatusOK, a.check(body.Token, time.Now()).scopes)
	})
}

func (a *App) check(token string, now time.Time) answer {
	a.mu.Lock()
	known, ok := a.answers[token]
	a.mu.Unlock()
	if ok && now.Before(known.expires) {
		return known
	}
	fresh := introspect(token)
	fresh.expires = now.Add(lifetime)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.answers[token] = fresh
	return fresh
}

func introspect(token string) answer {
	digest := sha256.Sum256([]byte(token))
	return answer{scopes: []string{"read", "write"}[:1+digest[0]%2], digest: digest, raw: make([]byte, 4<<10)}
}

// expire drops what is too old.
func (a *App) expire(now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for token, answer := range a.answers {
		if now.After(answer.expires) {
			delete(a.answers, token)
		}
	}
}

// Run lets services check tokens until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	go func() {
		ticker := time.NewTicker(sweep)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case now := <-ticker.C:
				a.expire(now)
			}
		}
	}()
	crowd.Crowd{PerSecond: 350, Connections: 12, Next: func(rng *rand.Rand) crowd.Request {
		return crowd.Post("/v1/check", map[string]string{"token": faker.ID(rng, "key")})
	}}.Visit(ctx, base)
}
