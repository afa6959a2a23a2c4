// Package notifier waits for changes which PostgreSQL announces.
package notifier

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/lib/pq"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

const dsn = "host=127.0.0.1 port=5432 user=postgres dbname=test sslmode=disable application_name=lab-notifier"

// App is the notification service.
type App struct {
	book *records.Book
	db   *sql.DB
}

// New wires the service.
func New() (*App, error) {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(2)
	return &App{book: records.NewBook("change", 2000), db: db}, nil
}

// Close ends the pool.
func (a *App) Close() error { return a.db.Close() }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/changes", a.book.ServeSearch)
	mux.HandleFunc("GET /v1/changes/{kind}/next", a.next)
}

// Run lets clients wait for changes until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 40, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.97 {
			return records.Search(rng, "/v1/changes")
		}
		return http.MethodGet, fmt.Sprintf("/v1/changes/kind_%d/next", rng.IntN(5)), nil
	}}.Visit(ctx, base)
}

func (a *App) next(w http.ResponseWriter, r *http.Request) {
	change, err := a.awaitChange(r.Context(), "lab_"+r.PathValue("kind"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	records.WriteJSON(w, http.StatusOK, map[string]string{"change": change})
}

// awaitChange gives the next change which is announced on a channel, or nothing after a while.
func (a *App) awaitChange(ctx context.Context, channel string) (string, error) {
	changes := pq.NewListener(dsn, 100*time.Millisecond, time.Second, nil)
	if err := changes.Listen(channel); err != nil {
		return "", fmt.Errorf("listening on %s: %w", channel, err)
	}
	if _, err := a.db.ExecContext(ctx, "select pg_notify($1, $2)", channel, time.Now().String()); err != nil {
		return "", err
	}
	select {
	case change := <-changes.Notify:
		return change.Extra, nil
	case <-time.After(200 * time.Millisecond):
		return "", nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
