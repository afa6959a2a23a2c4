// Package wallets moves credit between customers in MariaDB.
package wallets

import (
	"context"
	"database/sql"
	"errors"
	"log"
	"math/rand/v2"
	"net/http"
	"time"

	_ "github.com/go-sql-driver/mysql" // the driver of MariaDB

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

var errOverdrawn = errors.New("wallet is overdrawn")

// App is the wallet service.
type App struct {
	book *records.Book
	db   *sql.DB
}

// New wires the service.
func New() (*App, error) {
	db, err := sql.Open("mysql", "root@tcp(127.0.0.1:3306)/test")
	if err != nil {
		return nil, err
	}
	return &App{book: records.NewBook("movement", 2000), db: db}, nil
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/movements", a.book.ServeSearch)
}

// Run lets customers look at movements, and settles what is due, until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	go a.settle(ctx)
	customers.Crowd{PerSecond: 40, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		return records.Search(rng, "/v1/movements")
	}}.Visit(ctx, base)
}

func (a *App) settle(ctx context.Context) {
	ticker := time.NewTicker(200 * time.Millisecond)
	defer ticker.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if err := a.transfer(ctx, n, a.book.At(n).Cents); err != nil && !errors.Is(err, errOverdrawn) {
			log.Printf("transfer %d: %v", n, err)
		}
	}
}

// transfer moves an amount out of a wallet that holds enough.
func (a *App) transfer(ctx context.Context, wallet, cents int) error {
	tx, err := a.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	var credit int
	if err := tx.QueryRowContext(ctx, "select (? * 7919) % 100000", wallet).Scan(&credit); err != nil {
		tx.Rollback()
		return err
	}
	if credit < cents {
		return errOverdrawn
	}
	if _, err := tx.ExecContext(ctx, "do ? - ?", credit, cents); err != nil {
		tx.Rollback()
		return err
	}
	return tx.Commit()
}
