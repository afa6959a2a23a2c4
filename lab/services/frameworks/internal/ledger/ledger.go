// Package ledger books payments in PostgreSQL.
package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"example.com/frameworks/internal/traffic"
)

const dsn = "host=127.0.0.1 port=5432 user=postgres dbname=test sslmode=disable application_name=lab-ledger pool_max_conns=20"

// App is the ledger.
type App struct{ pool *pgxpool.Pool }

// New connects.
func New(ctx context.Context) (*App, error) {
	pool, err := pgxpool.New(ctx, dsn)
	if err != nil {
		return nil, err
	}
	_, err = pool.Exec(ctx, `create unlogged table if not exists lab_frameworks_accounts (id int primary key, cents bigint not null);
		insert into lab_frameworks_accounts select n, 0 from generate_series(0, 199) n on conflict do nothing`)
	if err != nil {
		pool.Close()
		return nil, err
	}
	return &App{pool: pool}, nil
}

// Close ends the pool.
func (a *App) Close() error {
	a.pool.Close()
	return nil
}

// Handler is the API.
func (a *App) Handler() http.Handler {
	router := chi.NewRouter()
	router.Use(middleware.Recoverer, middleware.Timeout(3*time.Second))
	router.Get("/v1/accounts", a.list)
	router.Post("/v1/accounts/{id}/payments", a.pay)
	return router
}

// Run lets a rush begin, for twenty seconds, that then goes on.
func (a *App) Run(ctx context.Context, base string) {
	rush := func(since time.Duration) float64 { return 8 + 34*math.Min(since.Seconds()/20, 1) }
	client := &http.Client{Timeout: 3 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 24, MaxConnsPerHost: 24}}
	defer client.CloseIdleConnections()
	traffic.Arrivals(ctx, rush, func(ctx context.Context, rng *rand.Rand) {
		call := traffic.Post(fmt.Sprintf("/v1/accounts/%d/payments", rng.IntN(200)), fmt.Appendf(nil, `{"cents":%d}`, rng.IntN(9000)))
		if rng.Float64() < 0.2 {
			call = traffic.Get("/v1/accounts")
		}
		traffic.Send(ctx, client, base, call)
	})
}

type account struct {
	ID    int   `json:"id"`
	Cents int64 `json:"cents"`
}

func (a *App) list(w http.ResponseWriter, r *http.Request) {
	rows, err := a.pool.Query(r.Context(), "select id, cents from lab_frameworks_accounts order by cents desc")
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	accounts, err := pgx.CollectRows(rows, pgx.RowToStructByPos[account])
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	json.NewEncoder(w).Encode(accounts)
}

// pay holds its transaction as long as the card's bank needs for an answer.
func (a *App) pay(w http.ResponseWriter, r *http.Request) {
	var payment struct{ Cents int64 }
	if err := json.NewDecoder(r.Body).Decode(&payment); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	err := pgx.BeginFunc(r.Context(), a.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(r.Context(), "select 1"); err != nil {
			return err
		}
		time.Sleep(time.Duration(200+rand.IntN(600)) * time.Millisecond)
		_, err := tx.Exec(r.Context(), "update lab_frameworks_accounts set cents = cents + $1 where id = $2", payment.Cents, chi.URLParam(r, "id"))
		return err
	})
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	w.WriteHeader(http.StatusCreated)
}
