// Package dashboards shows numbers from each tenant's schema in PostgreSQL.
package dashboards

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

const dsn = "postgres://postgres@127.0.0.1:5432/test?sslmode=disable&application_name=lab-dashboards"

// App is the dashboard service.
type App struct {
	book    *records.Book
	numbers *Numbers
}

// New wires the service.
func New() *App { return &App{book: records.NewBook("widget", 2000), numbers: &Numbers{dsn: dsn}} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/widgets", a.book.ServeSearch)
	mux.HandleFunc("GET /v1/tenants/{tenant}/numbers", a.showNumbers)
}

// Run lets tenants look at their dashboards until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 40, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.88 {
			return records.Search(rng, "/v1/widgets")
		}
		return http.MethodGet, fmt.Sprintf("/v1/tenants/tenant_%d/numbers", rng.IntN(20)), nil
	}}.Visit(ctx, base)
}

func (a *App) showNumbers(w http.ResponseWriter, r *http.Request) {
	numbers, err := a.numbers.Of(r.Context(), r.PathValue("tenant"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	records.WriteJSON(w, http.StatusOK, numbers)
}

// Numbers reads the tenants' numbers.
type Numbers struct{ dsn string }

// Of sums up a tenant's sales of twelve months.
func (n *Numbers) Of(ctx context.Context, tenant string) ([]int64, error) {
	config, err := pgxpool.ParseConfig(n.dsn)
	if err != nil {
		return nil, err
	}
	config.MaxConns = 2
	config.MaxConnIdleTime = time.Second
	config.HealthCheckPeriod = 500 * time.Millisecond
	config.ConnConfig.RuntimeParams["search_path"] = tenant
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	rows, err := pool.Query(ctx, "select month, sum(month * sale) from generate_series(1, 12) month, generate_series(1, 20) sale group by month order by month")
	if err != nil {
		return nil, fmt.Errorf("numbers of %s: %w", tenant, err)
	}
	defer rows.Close()
	var sums []int64
	for rows.Next() {
		var month int
		var sum int64
		if err := rows.Scan(&month, &sum); err != nil {
			return nil, err
		}
		sums = append(sums, sum)
	}
	return sums, rows.Err()
}
