// Package statements renders account statements.
package statements

import (
	"bytes"
	"context"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"net/http"
	"strconv"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/web"
)

// App is the statements service.
type App struct{}

// New wires the service.
func New() *App { return new(App) }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/statements/{account}", func(w http.ResponseWriter, r *http.Request) {
		account, err := strconv.ParseUint(r.PathValue("account"), 10, 31)
		if err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		document := render(int(account))
		fmt.Fprintf(w, "%d bytes, %08x\n", len(document), crc32.ChecksumIEEE(document[:4096]))
	})
}

// render draws all pages of a year, then binds them.
func render(account int) []byte {
	pages := make([][]byte, 12)
	for month := range pages {
		pages[month] = page(account, month)
	}
	return bytes.Join(pages, []byte{'\f'})
}

func page(account, month int) []byte {
	canvas := make([]byte, 40<<10)
	text := canvas[:0]
	for line := range 20 {
		text = fmt.Appendf(text, "%08d %02d %04d transfer\n", account, month, line)
	}
	return canvas
}

// Run lets people read until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 90, Next: func(rng *rand.Rand) crowd.Request {
		return crowd.Get(fmt.Sprintf("/v1/statements/%d", rng.IntN(1_000_000)))
	}}.Visit(ctx, base)
}
