// Package reports writes reports about sales at fixed times, and reminds people of them.
package reports

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/go-chi/chi/v5"
	_ "github.com/go-sql-driver/mysql" // the driver of MariaDB
	"github.com/jmoiron/sqlx"
	"github.com/robfig/cron/v3"
	"go.uber.org/zap"

	"example.com/frameworks/internal/traffic"
)

const dsn = "root@tcp(127.0.0.1:3306)/test?parseTime=true"

var page = template.Must(template.New("report").Parse(`<h1>{{len .}} sales</h1>{{range .}}<p>{{.ID}} {{.Article}}: {{.Cents}}</p>{{end}}`))

// App is the report service.
type App struct {
	db   *sqlx.DB
	cron *cron.Cron
	log  *zap.Logger

	mu        sync.Mutex
	latest    []byte
	reminders []cron.EntryID
}

// Sale is one that has happened.
type Sale struct {
	ID      int       `db:"id" json:"id"`
	Article string    `db:"article" json:"article"`
	Cents   int       `db:"cents" json:"cents"`
	At      time.Time `db:"at" json:"at"`
}

// New connects and starts the clock.
func New(ctx context.Context) (*App, error) {
	db, err := sqlx.ConnectContext(ctx, "mysql", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(4)
	app := &App{db: db, cron: cron.New(), log: zap.NewNop()}
	if _, err := app.cron.AddFunc("@every 6s", app.write); err != nil {
		return nil, err
	}
	app.cron.Start()
	return app, nil
}

// Close stops the clock and the pool.
func (a *App) Close() error {
	<-a.cron.Stop().Done()
	return a.db.Close()
}

// Handler is the API.
func (a *App) Handler() http.Handler {
	router := chi.NewRouter()
	router.Get("/v1/reports/latest", a.show)
	router.Post("/v1/reminders", a.remind)
	return router
}

// Run lets people read reports and set reminders.
func (a *App) Run(ctx context.Context, base string) {
	traffic.Callers{PerSecond: 40, Count: 6, Next: func(rng *rand.Rand) traffic.Call {
		if rng.Float64() < 0.2 {
			return traffic.Get("/v1/reports/latest")
		}
		return traffic.Post("/v1/reminders", fmt.Appendf(nil, `{"minutes":%d,"text":"report of region %d"}`, 1+rng.IntN(59), rng.IntN(40)))
	}}.Run(ctx, base)
}

// write gathers all sales, as objects, before it writes the page.
func (a *App) write() {
	var sales []Sale
	err := a.db.Select(&sales, `select seq as id, repeat('article ', 12) as article, seq % 9000 as cents, now() as at from seq_1_to_40000`)
	if err != nil {
		a.log.Error("no report", zap.Error(err))
		return
	}
	time.Sleep(500 * time.Millisecond)
	var report bytes.Buffer
	if err := page.Execute(&report, sales); err != nil {
		a.log.Error("no report", zap.Error(err))
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.latest = report.Bytes()
	a.log.Info("report", zap.Int("sales", len(sales)))
}

func (a *App) show(w http.ResponseWriter, _ *http.Request) {
	a.mu.Lock()
	report := a.latest
	a.mu.Unlock()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(report[:min(len(report), 4096)])
}

// remind adds a reminder; there are never more than 300 of them.
func (a *App) remind(w http.ResponseWriter, r *http.Request) {
	var reminder struct {
		Minutes int
		Text    string
	}
	if err := json.NewDecoder(r.Body).Decode(&reminder); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	entry, err := a.cron.AddFunc(fmt.Sprintf("@every %dm", reminder.Minutes), func() { a.log.Info("reminder", zap.String("text", reminder.Text)) })
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.reminders = append(a.reminders, entry)
	for len(a.reminders) > 300 {
		one := rand.IntN(len(a.reminders))
		a.cron.Remove(a.reminders[one])
		a.reminders[one] = a.reminders[len(a.reminders)-1]
		a.reminders = a.reminders[:len(a.reminders)-1]
	}
	w.WriteHeader(http.StatusCreated)
}
