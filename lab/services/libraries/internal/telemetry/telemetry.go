// Package telemetry takes compressed uploads of measurements.
package telemetry

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"

	"github.com/klauspost/compress/zstd"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

// App is the telemetry service.
type App struct {
	book   *records.Book
	upload []byte
}

// New wires the service.
func New() (*App, error) {
	book := records.NewBook("sensor", 2000)
	var upload bytes.Buffer
	packer, err := zstd.NewWriter(&upload, zstd.WithWindowSize(128<<10))
	if err != nil {
		return nil, err
	}
	lines := json.NewEncoder(packer)
	for i := range 1500 {
		if err := lines.Encode(book.At(i)); err != nil {
			return nil, err
		}
	}
	if err := packer.Close(); err != nil {
		return nil, err
	}
	return &App{book: book, upload: upload.Bytes()}, nil
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/sensors", a.book.ServeSearch)
	mux.HandleFunc("POST /v1/uploads", a.take)
}

// Run lets devices upload until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 40, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.88 {
			return records.Search(rng, "/v1/sensors")
		}
		return http.MethodPost, "/v1/uploads", a.upload
	}}.Visit(ctx, base)
}

func (a *App) take(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 16<<20))
	if err != nil {
		http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		return
	}
	taken, err := readHead(body, 100)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	records.WriteJSON(w, http.StatusOK, map[string]int{"taken": taken})
}

// readHead takes an upload's first measurements: the rest is for the archive.
func readHead(upload []byte, most int) (int, error) {
	unpacker, err := zstd.NewReader(bytes.NewReader(upload), zstd.WithDecoderConcurrency(2), zstd.WithDecoderLowmem(true))
	if err != nil {
		return 0, err
	}
	lines := json.NewDecoder(unpacker)
	for taken := range most {
		var measurement records.Record
		if err := lines.Decode(&measurement); err != nil {
			return taken, fmt.Errorf("measurement %d: %w", taken, err)
		}
	}
	return most, nil
}
