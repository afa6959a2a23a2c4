// Package statements shows account statements from MariaDB.
package statements

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	_ "github.com/go-sql-driver/mysql" // the driver of MariaDB

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

// App is the statement service.
type App struct {
	book     *records.Book
	accounts *Accounts
}

// New wires the service.
func New() *App {
	return &App{book: records.NewBook("transfer", 2000), accounts: &Accounts{dsn: "root@tcp(127.0.0.1:3306)/test"}}
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/transfers", a.book.ServeSearch)
	mux.HandleFunc("GET /v1/accounts/{account}/balance", a.showBalance)
}

// Run lets customers look at their balances until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 40, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.85 {
			return records.Search(rng, "/v1/transfers")
		}
		return http.MethodGet, fmt.Sprintf("/v1/accounts/%d/balance", rng.IntN(900)), nil
	}}.Visit(ctx, base)
}

func (a *App) showBalance(w http.ResponseWriter, r *http.Request) {
	account := r.PathValue("account")
	balance, err := a.accounts.Balance(r.Context(), account)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	records.WriteJSON(w, http.StatusOK, map[string]any{"account": account, "balance": balance})
}

// Accounts reads balances.
type Accounts struct{ dsn string }

// Balance asks the database for the balance of an account.
func (a *Accounts) Balance(ctx context.Context, account string) (int64, error) {
	db, err := sql.Open("mysql", a.dsn)
	if err != nil {
		return 0, err
	}
	db.SetConnMaxIdleTime(time.Second)
	var balance int64
	row := db.QueryRowContext(ctx, "select crc32(?) % 100000", account)
	if err := row.Scan(&balance); err != nil {
		return 0, fmt.Errorf("balance of %s: %w", account, err)
	}
	return balance, nil
}
