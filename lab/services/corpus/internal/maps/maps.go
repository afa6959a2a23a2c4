// Package maps draws map tiles.
package maps

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"runtime"
	"sync/atomic"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/web"
)

const tilePixels = 64 * 64

// App is the maps service.
type App struct {
	drawn, freed atomic.Int64
}

// New wires the service.
func New() *App { return new(App) }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/tiles/{x}/{y}", func(w http.ResponseWriter, r *http.Request) {
		var x, y int
		if _, err := fmt.Sscan(r.PathValue("x"), &x); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		fmt.Sscan(r.PathValue("y"), &y)
		canvas := a.newCanvas(x, y)
		for _, layer := range canvas.layers {
			layer.draw()
		}
		web.Write(w, http.StatusOK, canvas.sum())
	})
	mux.HandleFunc("GET /v1/stats", func(w http.ResponseWriter, _ *http.Request) {
		json.NewEncoder(w).Encode(map[string]int64{"drawn": a.drawn.Load(), "freed": a.freed.Load()})
	})
}

// canvas is what the layers of a tile are drawn on.
type canvas struct {
	x, y   int
	pixels [tilePixels]byte
	layers []*layer
}

type layer struct {
	on    *canvas
	color byte
}

// newCanvas makes a canvas that is counted when it is no longer used.
func (a *App) newCanvas(x, y int) *canvas {
	canvas := &canvas{x: x, y: y}
	for _, color := range []byte{3, 17, 91} {
		canvas.layers = append(canvas.layers, &layer{on: canvas, color: color})
	}
	a.drawn.Add(1)
	runtime.SetFinalizer(canvas, a.release)
	return canvas
}

func (a *App) release(*canvas) { a.freed.Add(1) }

func (l *layer) draw() {
	for i := range l.on.pixels {
		l.on.pixels[i] += l.color * byte(i*l.on.x^l.on.y)
	}
}

func (c *canvas) sum() (sum int) {
	for _, pixel := range c.pixels {
		sum += int(pixel)
	}
	return sum
}

// Run lets people look at maps until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 220, Next: func(rng *rand.Rand) crowd.Request {
		if rng.IntN(20) == 0 {
			return crowd.Get("/v1/stats")
		}
		return crowd.Get(fmt.Sprintf("/v1/tiles/%d/%d", rng.IntN(1000), rng.IntN(1000)))
	}}.Visit(ctx, base)
}
