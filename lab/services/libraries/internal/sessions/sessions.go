// Package sessions knows who sends a request.
package sessions

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"

	gorilla "github.com/gorilla/context"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

type contextKey int

const profileKey contextKey = 0

// App is the account service.
type App struct{ book *records.Book }

// New wires the service.
func New() *App { return &App{book: records.NewBook("order", 2000)} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/orders", a.book.ServeSearch)
	mux.Handle("GET /v1/account", a.Authenticate(http.HandlerFunc(a.showAccount)))
}

// Run lets customers look at their accounts until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 160, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.1 {
			return records.Search(rng, "/v1/orders")
		}
		return http.MethodGet, fmt.Sprintf("/v1/account?user=%d", rng.IntN(5000)), nil
	}}.Visit(ctx, base)
}

// Profile is what handlers may know about a user.
type Profile struct {
	User   string
	Recent []records.Record
	Rights map[string]bool
}

// Authenticate gives the user's profile to the handlers behind it.
func (a *App) Authenticate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		gorilla.Set(r, profileKey, a.loadProfile(r.URL.Query().Get("user")))
		next.ServeHTTP(w, r)
	})
}

func (a *App) loadProfile(user string) *Profile {
	profile := &Profile{User: user, Recent: make([]records.Record, 0, 30), Rights: map[string]bool{}}
	for i := range 30 {
		order := a.book.At(len(user)*100 + i)
		profile.Recent = append(profile.Recent, order)
		profile.Rights[order.Tags[1]] = true
	}
	return profile
}

func (a *App) showAccount(w http.ResponseWriter, r *http.Request) {
	profile, ok := gorilla.Get(r, profileKey).(*Profile)
	if !ok {
		http.Error(w, "who are you?", http.StatusUnauthorized)
		return
	}
	records.WriteJSON(w, http.StatusOK, map[string]any{"user": profile.User, "orders": len(profile.Recent)})
}
