// Package archive writes who did what into a file per tenant.
package archive

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"

	"gopkg.in/natefinch/lumberjack.v2"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

// App is the audit archive.
type App struct {
	book  *records.Book
	trail *Trail
}

// New wires the service; the files lie in a directory of their own until the service ends.
func New() (*App, error) {
	dir, err := os.MkdirTemp("", "archive-")
	if err != nil {
		return nil, err
	}
	return &App{book: records.NewBook("action", 2000), trail: &Trail{dir: dir}}, nil
}

// Close removes the files.
func (a *App) Close() error { return os.RemoveAll(a.trail.dir) }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/actions", a.book.ServeSearch)
	mux.HandleFunc("POST /v1/tenants/{tenant}/actions", a.record)
}

// Run lets tenants act until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 40, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.85 {
			return records.Search(rng, "/v1/actions")
		}
		body, _ := json.Marshal(a.book.At(rng.IntN(2000)))
		return http.MethodPost, fmt.Sprintf("/v1/tenants/tenant-%d/actions", rng.IntN(20)), body
	}}.Visit(ctx, base)
}

func (a *App) record(w http.ResponseWriter, r *http.Request) {
	var action records.Record
	if err := json.NewDecoder(r.Body).Decode(&action); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	a.trail.Record(r.PathValue("tenant"), action)
	w.WriteHeader(http.StatusAccepted)
}

// Trail is the tenants' files.
type Trail struct{ dir string }

// Record appends an action to its tenant's file, which is rotated when it gets large.
func (t *Trail) Record(tenant string, action records.Record) {
	file := &lumberjack.Logger{
		Filename:   filepath.Join(t.dir, tenant+".log"),
		MaxSize:    10,
		MaxBackups: 3,
		Compress:   true,
	}
	lines := log.New(file, tenant+" ", log.LstdFlags)
	lines.Printf("%s did %s for %d", action.Customer, action.ID, action.Cents)
}
