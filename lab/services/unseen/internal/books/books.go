// Package books answers balances and statements of accounts.
package books

import (
	"context"
	"database/sql"
	"math/rand/v2"
	"net/http"

	"example.com/unseen/internal/books/engine"
	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

type posting struct {
	Day   int64  `json:"day"`
	Cents int64  `json:"cents"`
	Text  string `json:"text"`
}

type ledger interface {
	balance(ctx context.Context, account string) (int64, error)
	statement(ctx context.Context, account string) ([]posting, error)
}

// Setup wires the service.
func Setup(h *host.Host) {
	life, end := context.WithCancel(context.Background())
	db := sql.OpenDB(engine.Connector{})
	db.SetMaxIdleConns(6)
	h.OnClose(end)
	h.OnClose(func() { db.Close() })
	var l ledger = tables{db}
	h.Handle("GET /v1/accounts/{account}/balance", func(r *http.Request) (any, error) {
		return l.balance(life, r.PathValue("account"))
	})
	h.Handle("GET /v1/accounts/{account}/statement", func(r *http.Request) (any, error) {
		return l.statement(r.Context(), r.PathValue("account"))
	})
	h.Task(func(ctx context.Context) {
		load.Traffic{Rate: load.Steady(55), Next: func(rng *rand.Rand) load.Call {
			path := "/v1/accounts/" + words.Key(rng, "a", 9000)
			if rng.IntN(5) == 0 {
				return load.Get(path + "/balance")
			}
			return load.Get(path + "/statement")
		}}.Send(ctx, h.Base)
	})
}

type tables struct{ db *sql.DB }

// balance reads the newest row, which has the sum of all before it.
func (t tables) balance(ctx context.Context, account string) (int64, error) {
	rows, err := t.db.QueryContext(ctx, "select day, cents, text from postings where account = ? order by day desc", account)
	if err != nil {
		return 0, err
	}
	var p posting
	if rows.Next() {
		if err := rows.Scan(&p.Day, &p.Cents, &p.Text); err != nil {
			return 0, err
		}
	}
	return p.Cents, rows.Err()
}

func (t tables) statement(ctx context.Context, account string) ([]posting, error) {
	rows, err := t.db.QueryContext(ctx, "select day, cents, text from postings where account = ? order by day", account)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var postings []posting
	for rows.Next() {
		var p posting
		if err := rows.Scan(&p.Day, &p.Cents, &p.Text); err != nil {
			return nil, err
		}
		postings = append(postings, p)
	}
	return postings, rows.Err()
}
