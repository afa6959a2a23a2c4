// Package recordings writes calls to disk.
package recordings

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"sync"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

// App is the recordings service.
type App struct {
	dir string

	mu    sync.Mutex
	calls map[string]*Tape
}

// New wires the service.
func New() *App {
	dir, err := os.MkdirTemp("", "recordings-")
	if err != nil {
		log.Fatal(err)
	}
	return &App{dir: dir, calls: make(map[string]*Tape)}
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("PUT /v1/calls/{id}", func(w http.ResponseWriter, r *http.Request) {
		tape, err := a.begin(r.PathValue("id"))
		if err == nil {
			_, err = io.Copy(tape, r.Body)
		}
		if err != nil {
			web.Fail(w, http.StatusInternalServerError, err)
			return
		}
		w.WriteHeader(http.StatusCreated)
	})
	mux.HandleFunc("DELETE /v1/calls/{id}", func(w http.ResponseWriter, r *http.Request) {
		if err := a.hangUp(r.PathValue("id")); err != nil {
			web.Fail(w, http.StatusNotFound, err)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
}

func (a *App) begin(id string) (*Tape, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if tape, ok := a.calls[id]; ok {
		return tape, nil
	}
	tape, err := Create(filepath.Join(a.dir, filepath.Base(id)))
	if err != nil {
		return nil, err
	}
	a.calls[id] = tape
	return tape, nil
}

// hangUp writes what is left of a call.
func (a *App) hangUp(id string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	tape, ok := a.calls[id]
	if !ok {
		return errors.New("there is no such call")
	}
	return tape.Flush()
}

// Tape is a file that is written in large pieces.
type Tape struct {
	mu     sync.Mutex
	file   *os.File
	buffer *bufio.Writer
}

// Create makes a tape.
func Create(path string) (*Tape, error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("begin the recording: %w", err)
	}
	return &Tape{file: file, buffer: bufio.NewWriterSize(file, 96<<10)}, nil
}

// Write appends sound.
func (t *Tape) Write(sound []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.buffer.Write(sound)
}

// Flush writes what is in memory.
func (t *Tape) Flush() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.buffer.Flush()
}

// Close flushes and gives the file back.
func (t *Tape) Close() error {
	return errors.Join(t.Flush(), t.file.Close())
}

// Run lets people call until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	defer os.RemoveAll(a.dir)
	ids := make(chan string, 64)
	crowd.Crowd{PerSecond: 20, Next: func(rng *rand.Rand) crowd.Request {
		select {
		case id := <-ids:
			if rng.IntN(2) == 0 {
				return crowd.Request{Method: http.MethodDelete, Path: "/v1/calls/" + id}
			}
		default:
		}
		id := faker.ID(rng, "call")
		select {
		case ids <- id:
		default:
		}
		return crowd.Request{Method: http.MethodPut, Path: "/v1/calls/" + id, Body: []byte(faker.Text(rng, 1500))}
	}}.Visit(ctx, base)
}
