// Package archive keeps documents in a badger database.
package archive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/rs/zerolog"
	"github.com/rs/zerolog/diode"

	"example.com/frameworks/internal/traffic"
)

// App is the archive.
type App struct {
	directory string
	db        *badger.DB
	lines     diode.Writer
	log       zerolog.Logger
}

// New opens a database in a directory of its own.
func New(context.Context) (*App, error) {
	directory, err := os.MkdirTemp("", "archive-")
	if err != nil {
		return nil, err
	}
	db, err := badger.Open(badger.DefaultOptions(directory).
		WithLogger(nil).
		WithCompression(options.None).
		WithMemTableSize(4 << 20).
		WithNumMemtables(2).
		WithBaseTableSize(1 << 20).
		WithValueThreshold(1 << 10).
		WithBaseLevelSize(4 << 20).
		WithValueLogFileSize(16 << 20).
		WithBlockCacheSize(8 << 20))
	if err != nil {
		os.RemoveAll(directory)
		return nil, err
	}
	lines := diode.NewWriter(io.Discard, 1000, 0, nil)
	return &App{directory: directory, db: db, lines: lines, log: zerolog.New(lines)}, nil
}

// Close removes the database.
func (a *App) Close() error {
	return errors.Join(a.db.Close(), a.lines.Close(), os.RemoveAll(a.directory))
}

// Handler is the API.
func (a *App) Handler() http.Handler {
	router := chi.NewRouter()
	router.Use(middleware.Recoverer, a.logged)
	router.Put("/v1/documents", a.put)
	router.Get("/v1/folders/{folder}", a.list)
	return router
}

// Run lets offices file documents, and read what they have filed.
func (a *App) Run(ctx context.Context, base string) {
	go a.tidy(ctx)
	traffic.Callers{PerSecond: 40, Count: 6, Next: func(rng *rand.Rand) traffic.Call {
		if rng.Float64() < 0.5 {
			return traffic.Get(fmt.Sprintf("/v1/folders/%02d", rng.IntN(100)))
		}
		documents := map[string]string{}
		for range 10 {
			documents[fmt.Sprintf("%02d/%04d", rng.IntN(100), rng.IntN(60))] = strings.Repeat("text ", 100+rng.IntN(200))
		}
		body, _ := json.Marshal(documents)
		call := traffic.Post("/v1/documents", body)
		call.Method = http.MethodPut
		return call
	}}.Run(ctx, base)
}

func (a *App) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		next.ServeHTTP(w, r)
		a.log.Info().Str("path", r.URL.Path).Dur("took", time.Since(start)).Send()
	})
}

// tidy frees the space of documents that have been replaced.
func (a *App) tidy(ctx context.Context) {
	for traffic.Pause(ctx, 5*time.Second) {
		for a.db.RunValueLogGC(0.5) == nil {
		}
	}
}

func (a *App) put(w http.ResponseWriter, r *http.Request) {
	var documents map[string]string
	if err := json.NewDecoder(r.Body).Decode(&documents); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	batch := a.db.NewWriteBatch()
	defer batch.Cancel()
	for name, text := range documents {
		if err := batch.Set([]byte(name), []byte(text)); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
	}
	if err := batch.Flush(); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (a *App) list(w http.ResponseWriter, r *http.Request) {
	sizes := map[string]int64{}
	err := a.db.View(func(txn *badger.Txn) error {
		opts := badger.DefaultIteratorOptions
		opts.Prefix = []byte(chi.URLParam(r, "folder") + "/")
		documents := txn.NewIterator(opts)
		defer documents.Close()
		for documents.Rewind(); documents.Valid(); documents.Next() {
			sizes[string(documents.Item().Key())] = documents.Item().ValueSize()
		}
		return nil
	})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	json.NewEncoder(w).Encode(sizes)
}
