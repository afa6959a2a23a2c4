// Package logins keeps people logged in.
package logins

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	mathrand "math/rand/v2"
	"net/http"
	"sync"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

// Profile is what an identity provider says of a person.
type Profile struct {
	Subject string            `json:"sub"`
	Name    string            `json:"name"`
	Email   string            `json:"email"`
	Claims  map[string]string `json:"claims"`
}

// App is the logins service.
type App struct {
	sessions sessions
}

// New wires the service.
func New() *App { return &App{sessions: sessions{byToken: make(map[string]*session)}} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/logins", func(w http.ResponseWriter, r *http.Request) {
		var profile Profile
		if err := json.NewDecoder(r.Body).Decode(&profile); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		web.Write(w, http.StatusCreated, map[string]string{"token": a.sessions.open(profile)})
	})
	mux.HandleFunc("GET /v1/me", func(w http.ResponseWriter, r *http.Request) {
		session, ok := a.sessions.find(r.URL.Query().Get("token"))
		if !ok {
			http.Error(w, "log in first", http.StatusUnauthorized)
			return
		}
		web.Write(w, http.StatusOK, session.profile)
	})
}

type session struct {
	profile  Profile
	csrf     [64]byte
	openedAt time.Time
	pages    [96]uint64 // hashes of the pages seen last
}

type sessions struct {
	mu      sync.RWMutex
	byToken map[string]*session
}

func (s *sessions) open(profile Profile) (token string) {
	opened := &session{profile: profile, openedAt: time.Now()}
	rand.Read(opened.csrf[:])
	token = hex.EncodeToString(opened.csrf[:24])
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byToken[token] = opened
	return token
}

func (s *sessions) find(token string) (*session, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	session, ok := s.byToken[token]
	return session, ok
}

// Run lets people log in until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 420, Connections: 12, Next: func(rng *mathrand.Rand) crowd.Request {
		if rng.IntN(5) == 0 {
			return crowd.Get("/v1/me?token=" + faker.ID(rng, "t"))
		}
		id := faker.ID(rng, "u")
		return crowd.Post("/v1/logins", Profile{Subject: id, Name: faker.Text(rng, 20), Email: id + "@example.com",
			Claims: map[string]string{"locale": "en", "zone": "Europe/Oslo", "groups": faker.Text(rng, 100)}})
	}}.Visit(ctx, base)
}
