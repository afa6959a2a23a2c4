// Package imports takes uploads whose rows come in any order, and answers with their groups.
package imports

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"strings"

	"github.com/syndtr/goleveldb/leveldb"
	"github.com/syndtr/goleveldb/leveldb/opt"
	"github.com/syndtr/goleveldb/leveldb/storage"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

// App is the import service.
type App struct{ book *records.Book }

// New wires the service.
func New() *App { return &App{book: records.NewBook("row", 2000)} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/rows", a.book.ServeSearch)
	mux.HandleFunc("POST /v1/imports", a.take)
}

// Run lets imports arrive until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 40, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.91 {
			return records.Search(rng, "/v1/rows")
		}
		rows := make([]records.Record, 50)
		for i := range rows {
			rows[i] = a.book.At(rng.IntN(2000))
		}
		body, _ := json.Marshal(rows)
		return http.MethodPost, "/v1/imports", body
	}}.Visit(ctx, base)
}

func (a *App) take(w http.ResponseWriter, r *http.Request) {
	var rows []records.Record
	if err := json.NewDecoder(r.Body).Decode(&rows); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	groups, err := groupByCustomer(rows)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	records.WriteJSON(w, http.StatusOK, groups)
}

// groupByCustomer sorts the rows in a scratch database, as an import may be larger than memory.
func groupByCustomer(rows []records.Record) (map[string]int, error) {
	scratch, err := leveldb.Open(storage.NewMemStorage(), &opt.Options{WriteBuffer: 64 << 10, BlockCacheCapacity: 64 << 10})
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		document, err := json.Marshal(row)
		if err != nil {
			return nil, err
		}
		if err := scratch.Put([]byte(row.Customer+"/"+row.ID), document, nil); err != nil {
			return nil, err
		}
	}
	sorted := scratch.NewIterator(nil, nil)
	defer sorted.Release()
	groups := map[string]int{}
	for sorted.Next() {
		customer, _, _ := strings.Cut(string(sorted.Key()), "/")
		groups[customer]++
	}
	return groups, sorted.Error()
}
