// Package ledger posts bookings.
package ledger

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

// Posting is the body of POST /v1/postings.
type Posting struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Cents int64  `json:"cents"`
}

const (
	connections = 40
	openEvery   = 150 * time.Millisecond
)

// App is the ledger service.
type App struct {
	pool *pool
}

// New wires the service.
func New() *App { return &App{pool: newPool(connections)} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/postings", func(w http.ResponseWriter, r *http.Request) {
		var posting Posting
		if err := json.NewDecoder(r.Body).Decode(&posting); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		conn, err := a.pool.take(r.Context())
		if err != nil {
			web.Fail(w, http.StatusServiceUnavailable, err)
			return
		}
		defer a.pool.give(conn)
		web.Write(w, http.StatusCreated, map[string]int64{"balance": conn.post(posting)})
	})
}

// pool opens a connection when none is free, but not many at a time, until there are as many as the database allows.
type pool struct {
	free chan *conn
	room chan struct{}
}

func newPool(bound int) *pool {
	return &pool{free: make(chan *conn, bound), room: make(chan struct{})}
}

// allow lets connections be opened, one after the other.
func (p *pool) allow(ctx context.Context) {
	for range cap(p.free) {
		select {
		case p.room <- struct{}{}:
			time.Sleep(openEvery)
		case <-ctx.Done():
			return
		}
	}
}

func (p *pool) take(ctx context.Context) (*conn, error) {
	select {
	case conn := <-p.free:
		return conn, nil
	default:
	}
	select {
	case conn := <-p.free:
		return conn, nil
	case <-p.room:
		return dial(), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *pool) give(conn *conn) { p.free <- conn }

// conn is a session at the database; the far end runs beside it.
type conn struct {
	requests chan Posting
	answers  chan int64
	in, out  []byte
}

func dial() *conn {
	conn := &conn{requests: make(chan Posting), answers: make(chan int64), in: make([]byte, 64<<10), out: make([]byte, 64<<10)}
	go conn.read()
	return conn
}

func (c *conn) read() {
	for posting := range c.requests {
		time.Sleep(time.Duration(60+rand.ExpFloat64()*60) * time.Millisecond)
		c.answers <- posting.Cents + int64(len(c.in))
	}
}

func (c *conn) post(posting Posting) int64 {
	c.requests <- posting
	return <-c.answers
}

// Run lets people post until ctx ends; now and then many at once.
func (a *App) Run(ctx context.Context, base string) {
	go a.pool.allow(ctx)
	crowd.Crowd{PerSecond: 90, Connections: 64, Pace: rush, Next: func(rng *rand.Rand) crowd.Request {
		return crowd.Post("/v1/postings", Posting{From: faker.ID(rng, "acc"), To: faker.ID(rng, "acc"), Cents: rng.Int64N(90_000)})
	}}.Visit(ctx, base)
}

// rush grows through the first seconds.
func rush(elapsed time.Duration) float64 {
	return 0.5 + min(elapsed.Seconds()/3, 3)
}
