// Package settings serves settings from files which operators edit.
package settings

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

// App is the settings service.
type App struct {
	book *records.Book
	dir  string

	mu      sync.Mutex
	current map[string]records.Record
}

// New wires the service; the files lie in a directory of their own until the service ends.
func New() (*App, error) {
	dir, err := os.MkdirTemp("", "settings-")
	if err != nil {
		return nil, err
	}
	return &App{book: records.NewBook("setting", 2000), dir: dir, current: map[string]records.Record{}}, nil
}

// Close removes the files.
func (a *App) Close() error { return os.RemoveAll(a.dir) }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/settings", a.book.ServeSearch)
}

// Run lets services ask for settings, and operators edit them, until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	go a.reload(ctx)
	customers.Crowd{PerSecond: 40, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		return records.Search(rng, "/v1/settings")
	}}.Visit(ctx, base)
}

// reload writes an edited file now and then and waits until it has been taken over.
func (a *App) reload(ctx context.Context) {
	ticker := time.NewTicker(650 * time.Millisecond)
	defer ticker.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		path := filepath.Join(a.dir, fmt.Sprintf("team-%d.json", n%8))
		document, _ := json.Marshal(a.book.At(n))
		time.AfterFunc(20*time.Millisecond, func() {
			if ctx.Err() == nil {
				os.WriteFile(path, document, 0o600)
			}
		})
		if err := a.awaitEdit(ctx, path); err != nil {
			log.Printf("reload: %v", err)
		}
	}
}

// awaitEdit returns when the file at path has been edited and read.
func (a *App) awaitEdit(ctx context.Context, path string) error {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	if err := watcher.Add(a.dir); err != nil {
		return err
	}
	deadline := time.After(500 * time.Millisecond)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-deadline:
			return fmt.Errorf("%s was not edited", path)
		case event := <-watcher.Events:
			if event.Name == path && event.Has(fsnotify.Write) && a.take(path) == nil {
				return nil
			}
		case err := <-watcher.Errors:
			return err
		}
	}
}

func (a *App) take(path string) error {
	document, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var setting records.Record
	if err := json.Unmarshal(document, &setting); err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.current[path] = setting
	return nil
}
