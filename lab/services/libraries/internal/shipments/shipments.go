// Package shipments follows parcels whose events lie in PostgreSQL.
package shipments

import (
	"context"
	"database/sql"
	"log"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	_ "github.com/lib/pq" // the driver of PostgreSQL

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

// App is the shipment service.
type App struct {
	book *records.Book
	db   *sql.DB

	mu     sync.Mutex
	newest map[int]time.Time
}

// New wires the service.
func New() (*App, error) {
	db, err := sql.Open("postgres", "host=127.0.0.1 user=postgres dbname=test sslmode=disable application_name=lab-shipments")
	if err != nil {
		return nil, err
	}
	return &App{book: records.NewBook("parcel", 2000), db: db, newest: map[int]time.Time{}}, nil
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/parcels", a.book.ServeSearch)
}

// Run lets customers follow their parcels, and looks for news, until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	go a.poll(ctx)
	customers.Crowd{PerSecond: 40, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		return records.Search(rng, "/v1/parcels")
	}}.Visit(ctx, base)
}

// poll asks for the newest event of one depot after the other.
func (a *App) poll(ctx context.Context) {
	ticker := time.NewTicker(800 * time.Millisecond)
	defer ticker.Stop()
	for depot := 0; ; depot++ {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		at, err := a.newestEvent(ctx, depot%12)
		if err != nil {
			log.Printf("depot %d: %v", depot%12, err)
			continue
		}
		a.mu.Lock()
		a.newest[depot%12] = at
		a.mu.Unlock()
	}
}

// newestEvent gives the time of a depot's last event.
func (a *App) newestEvent(ctx context.Context, depot int) (time.Time, error) {
	rows, err := a.db.QueryContext(ctx, `select now() - make_interval(secs => event * $1)
		from generate_series(1, 50) event order by event`, depot)
	if err != nil {
		return time.Time{}, err
	}
	var at time.Time
	if rows.Next() {
		err = rows.Scan(&at)
	}
	return at, err
}
