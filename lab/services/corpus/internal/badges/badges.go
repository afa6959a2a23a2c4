// Package badges draws badges.
package badges

import (
	"bytes"
	"compress/flate"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
)

var (
	canvases = sync.Pool{New: func() any { return new([128 << 10]byte) }}
	packers  = sync.Pool{New: func() any {
		packer, err := flate.NewWriter(io.Discard, flate.BestSpeed)
		if err != nil {
			panic(err) // the level is a constant
		}
		return packer
	}}
	outputs = sync.Pool{New: func() any { return new(bytes.Buffer) }}
)

// App is the badges service.
type App struct{}

// New wires the service.
func New() *App { return new(App) }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/badges/{name}", func(w http.ResponseWriter, r *http.Request) {
		output := outputs.Get().(*bytes.Buffer)
		defer outputs.Put(output)
		output.Reset()
		draw(output, r.PathValue("name"))
		w.Write(output.Bytes())
	})
}

func draw(output io.Writer, name string) {
	canvas := canvases.Get().(*[128 << 10]byte)
	defer canvases.Put(canvas)
	for i := range canvas[:16<<10] {
		canvas[i] = name[i%len(name)]
	}
	packer := packers.Get().(*flate.Writer)
	defer packers.Put(packer)
	packer.Reset(output)
	packer.Write(canvas[:16<<10])
	packer.Close()
}

// Run lets people ask for badges until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 130, Connections: 24, Next: func(rng *rand.Rand) crowd.Request {
		return crowd.Get(fmt.Sprintf("/v1/badges/%s", faker.ID(rng, "b")))
	}}.Visit(ctx, base)
}
