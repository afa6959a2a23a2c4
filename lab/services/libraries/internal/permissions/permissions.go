// Package permissions answers what a signed-in user may do.
package permissions

import (
	"context"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

// App is the permission service.
type App struct {
	book     *records.Book
	sessions *Sessions
}

// New wires the service.
func New() *App {
	return &App{book: records.NewBook("resource", 2000), sessions: &Sessions{open: map[string]*Session{}}}
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/resources", a.book.ServeSearch)
	mux.HandleFunc("POST /v1/sessions/{user}", a.visit)
}

// Run lets users come, ask and go until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 40, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.8 {
			return records.Search(rng, "/v1/resources")
		}
		return http.MethodPost, fmt.Sprintf("/v1/sessions/user-%d", rng.IntN(5000)), nil
	}}.Visit(ctx, base)
}

// visit signs a user in, decides about the resources of the user's start page, and signs the user out.
func (a *App) visit(w http.ResponseWriter, r *http.Request) {
	user := r.PathValue("user")
	session := a.sessions.SignIn(user)
	defer a.sessions.SignOut(user)
	allowed := 0
	for i := range 40 {
		if session.May("read", a.book.At(i*13)) {
			allowed++
		}
	}
	records.WriteJSON(w, http.StatusOK, map[string]any{"user": user, "allowed": allowed})
}

// Sessions are the users who are signed in.
type Sessions struct {
	mu   sync.Mutex
	open map[string]*Session
}

// Session remembers the decisions about one user.
type Session struct {
	user      string
	decisions *expirable.LRU[string, bool]
}

// SignIn opens a session.
func (s *Sessions) SignIn(user string) *Session {
	session := &Session{user: user, decisions: expirable.NewLRU[string, bool](64, nil, 5*time.Minute)}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[user] = session
	return session
}

// SignOut forgets the session.
func (s *Sessions) SignOut(user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, user)
}

// May decides once per action and resource while the session is fresh.
func (s *Session) May(action string, resource records.Record) bool {
	key := action + " " + resource.ID
	if decided, ok := s.decisions.Get(key); ok {
		return decided
	}
	hash := fnv.New32a()
	hash.Write([]byte(s.user + key))
	decided := hash.Sum32()%3 != 0
	s.decisions.Add(key, decided)
	return decided
}
