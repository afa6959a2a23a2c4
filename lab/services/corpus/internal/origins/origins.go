// Package origins tells from which country an address comes.
package origins

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"slices"
	"sync/atomic"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/web"
)

const networks = 400_000

type network struct {
	first   uint32
	last    uint32
	country string
}

// App is the origins service.
type App struct {
	table atomic.Pointer[[]network]
}

// New wires the service.
func New() *App { return new(App) }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/origins/{address}", func(w http.ResponseWriter, r *http.Request) {
		address, err := netip.ParseAddr(r.PathValue("address"))
		if err != nil || !address.Is4() {
			http.Error(w, "not an address", http.StatusBadRequest)
			return
		}
		bytes := address.As4()
		web.Write(w, http.StatusOK, map[string]string{"country": a.find(binary.BigEndian.Uint32(bytes[:]))})
	})
}

func (a *App) find(address uint32) string {
	table := a.table.Load()
	if table == nil {
		return ""
	}
	at, found := slices.BinarySearchFunc(*table, address, func(n network, address uint32) int { return cmp.Compare(n.first, address) })
	if !found {
		at = max(0, at-1)
	}
	return (*table)[at].country
}

// load reads the table of all networks: a text first, the sorted table after it.
func load() []network {
	var text []byte
	for i := range uint32(networks) {
		text = fmt.Appendf(text, "%d,%d,C%d\n", i*10_000, i*10_000+9_999, i%240)
	}
	table := make([]network, 0, networks)
	for line := range slices.Values(slices.Collect(lines(text))) {
		var n network
		if _, err := fmt.Sscanf(string(line), "%d,%d,%s", &n.first, &n.last, &n.country); err == nil {
			table = append(table, n)
		}
	}
	return table
}

func lines(text []byte) func(func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for len(text) > 0 {
			end := slices.Index(text, '\n')
			if !yield(text[:end]) {
				return
			}
			text = text[end+1:]
		}
	}
}

// Run loads the table, then lets services ask until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	go func() {
		table := load()
		a.table.Store(&table)
	}()
	crowd.Crowd{PerSecond: 150, Next: func(rng *rand.Rand) crowd.Request {
		return crowd.Get(fmt.Sprintf("/v1/origins/%d.%d.%d.%d", rng.IntN(256), rng.IntN(256), rng.IntN(256), rng.IntN(256)))
	}}.Visit(ctx, base)
}
