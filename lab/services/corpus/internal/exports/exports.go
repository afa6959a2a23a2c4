// Package exports sends tables as compressed CSV.
package exports

import (
	"compress/gzip"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"

	"example.com/corpus/internal/crowd"
)

// App is the exports service.
type App struct{}

// New wires the service.
func New() *App { return new(App) }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/tables/{rows}", func(w http.ResponseWriter, r *http.Request) {
		rows, err := strconv.Atoi(r.PathValue("rows"))
		if err != nil {
			http.Error(w, "rows must be a number", http.StatusBadRequest)
			return
		}
		table := open(rows)
		if r.URL.Query().Get("head") != "" {
			io.CopyN(w, table, 4096) // a look at the beginning is enough
			return
		}
		packed, _ := gzip.NewWriterLevel(w, gzip.BestSpeed)
		io.Copy(packed, table)
		packed.Close()
	})
}

// open streams a table's rows as they are read.
func open(rows int) io.Reader {
	reader, writer := io.Pipe()
	go func() {
		writer.CloseWithError(writeRows(writer, rows))
	}()
	return reader
}

func writeRows(w io.Writer, rows int) error {
	table := csv.NewWriter(w)
	for row := range rows {
		record := []string{strconv.Itoa(row), fmt.Sprintf("article %d", row*7), strconv.Itoa(row % 40), "in stock"}
		if err := table.Write(record); err != nil {
			return err
		}
	}
	table.Flush()
	return table.Error()
}

// Run lets people export until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 20, Next: func(rng *rand.Rand) crowd.Request {
		path := fmt.Sprintf("/v1/tables/%d", 200+rng.IntN(1500))
		if rng.IntN(4) == 0 {
			path += "?head=1"
		}
		return crowd.Get(path)
	}}.Visit(ctx, base)
}
