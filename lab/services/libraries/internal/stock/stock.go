// Package stock writes deliveries into PostgreSQL.
package stock

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"

	_ "github.com/lib/pq" // the driver of PostgreSQL

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

// App is the stock service.
type App struct {
	book *records.Book
	db   *sql.DB
}

// New wires the service.
func New() (*App, error) {
	db, err := sql.Open("postgres", "host=127.0.0.1 user=postgres dbname=test sslmode=disable application_name=lab-stock")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(4)
	return &App{book: records.NewBook("item", 2000), db: db}, nil
}

// Close ends the pool.
func (a *App) Close() error { return a.db.Close() }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/items", a.book.ServeSearch)
	mux.HandleFunc("POST /v1/deliveries", a.deliver)
}

// Run lets trucks arrive until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 125, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.12 {
			return records.Search(rng, "/v1/items")
		}
		return http.MethodPost, fmt.Sprintf("/v1/deliveries?first=%d&items=%d", rng.IntN(2000), 100+rng.IntN(60)), nil
	}}.Visit(ctx, base)
}

func (a *App) deliver(w http.ResponseWriter, r *http.Request) {
	var first, items int
	if _, err := fmt.Sscan(r.URL.Query().Get("first")+" "+r.URL.Query().Get("items"), &first, &items); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	delivery := make([]records.Record, 0, min(items, 200))
	for i := range cap(delivery) {
		delivery = append(delivery, a.book.At(first+i))
	}
	total, err := a.value(r.Context(), delivery)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	records.WriteJSON(w, http.StatusOK, map[string]int64{"value": total})
}

// value lets the database add up a delivery in one statement, prepared for its number of items.
func (a *App) value(ctx context.Context, delivery []records.Record) (int64, error) {
	var query strings.Builder
	query.WriteString("select sum(cents) from (values ")
	arguments := make([]any, 0, 2*len(delivery))
	for i, item := range delivery {
		if i > 0 {
			query.WriteString(", ")
		}
		query.WriteString("($" + strconv.Itoa(2*i+1) + "::text, $" + strconv.Itoa(2*i+2) + "::bigint)")
		arguments = append(arguments, item.ID, item.Cents)
	}
	query.WriteString(") items (id, cents)")
	sum, err := a.db.PrepareContext(ctx, query.String())
	if err != nil {
		return 0, err
	}
	var total int64
	err = sum.QueryRowContext(ctx, arguments...).Scan(&total)
	return total, err
}
